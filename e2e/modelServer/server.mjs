// A model server that plays scenarios, on the loopback only. `/<scenario>/<key>` at the head of a path says what is
// played, and under which name it is kept.
import { createServer } from "node:http";
import { answer } from "./answer.mjs";
import { anthropic } from "./dialects/anthropic.mjs";
import { chat } from "./dialects/chat.mjs";
import { gemini } from "./dialects/gemini.mjs";
import { responses } from "./dialects/responses.mjs";
import { tokensOf } from "./conversation.mjs";
import { Holds } from "./holds.mjs";
import { SCENARIOS } from "./scenarios.mjs";
import { sendJson } from "./sending.mjs";
import { Tally } from "./tally.mjs";
/** @import { IncomingMessage, Server, ServerResponse } from "node:http" */
/** @import { AddressInfo } from "node:net" */
/** @import { Dialect } from "./conversation.mjs" */
/** @import { Scenario } from "./script.mjs" */
/** @import { Served, Totals } from "./tally.mjs" */

/** @type {readonly Dialect[]} */
const DIALECTS = [anthropic, responses, chat, gemini];

/**
 * @typedef {object} ModelServer
 * @property {(scenario: string, key: string) => string} url the base URL that a client is given
 * @property {(key: string) => readonly Served[]} served all requests under a key, in the order in which they came
 * @property {(key: string) => Totals} totals tokens of what was answered to its end
 * @property {(key: string, holds: (served: readonly Served[]) => boolean) => Promise<void>} until
 * @property {(key: string) => void} release gives the turns that are held for a key, and all that would be
 * @property {() => Promise<void>} close
 */

/**
 * @param {{ scenarios?: Record<string, Scenario>, port?: number }} [given] scenarios beside those that are always there
 * @returns {Promise<ModelServer>}
 */
export async function startModelServer({ scenarios = {}, port = 0 } = {}) {
  const tally = new Tally();
  const holds = new Holds();
  const known = { ...SCENARIOS, ...scenarios };
  const server = createServer((request, response) => {
    serve(request, response).catch((error) =>
      sendJson(response, 400, { error: { message: String(error) } }),
    );
  });

  /** @type {(request: IncomingMessage, response: ServerResponse) => Promise<void>} */
  const serve = async (request, response) => {
    const { pathname: path } = new URL(request.url ?? "/", "http://localhost");
    const [name = "", key = ""] = path.split("/").slice(1);
    if (name === "_served") {
      return sendJson(response, 200, { requests: tally.of(key), totals: tally.totals(key) });
    }
    if (name === "_release") {
      holds.release(key);
      return sendJson(response, 200, { released: key });
    }
    const scenario = known[name];
    if (scenario === undefined) return notFound(response, `there is no scenario "${name}"`);
    const text = await textOf(request);
    const dialect = DIALECTS.find((each) => each.serves(path));
    if (dialect === undefined) return serveBeside(path, text, response);
    const body = JSON.parse(text);
    await answer({ dialect, scenario, key, body, path, response, tally, holds });
  };

  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {AddressInfo} */ (server.address());
  return {
    url: (scenario, key) => `http://127.0.0.1:${address.port}/${scenario}/${key}`,
    served: (key) => tally.of(key),
    totals: (key) => tally.totals(key),
    until: (key, holds) => tally.until(key, holds),
    release: (key) => holds.release(key),
    close: () => closed(server),
  };
}

/**
 * What clients ask for beside answers.
 *
 * @param {string} path
 * @param {string} text
 * @param {ServerResponse} response
 */
function serveBeside(path, text, response) {
  const tokens = tokensOf(text.length);
  if (path.endsWith("/count_tokens")) return sendJson(response, 200, { input_tokens: tokens });
  if (path.endsWith(":countTokens")) return sendJson(response, 200, { totalTokens: tokens });
  if (path.endsWith("/models"))
    return sendJson(response, 200, { object: "list", data: [], models: [] });
  notFound(response, `nothing is served at ${path}`);
}

/**
 * @param {ServerResponse} response
 * @param {string} message
 */
const notFound = (response, message) => sendJson(response, 404, { error: { message } });

/** @param {IncomingMessage} request */
async function textOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** @param {Server} server */
function closed(server) {
  return new Promise((/** @type {(value: void) => void} */ resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
