// One request for an answer: what its conversation has come to is done, said in its dialect, and kept.
import { setTimeout } from "node:timers/promises";
import { plainest, replyTo } from "./calls.mjs";
import { argumentsOf, tokensOf } from "./conversation.mjs";
import { faultAfter, standing } from "./script.mjs";
import { sendFault, sendJson, sendStream } from "./sending.mjs";
/** @import { ServerResponse } from "node:http" */
/** @import { Conversation, Dialect, Reply } from "./conversation.mjs" */
/** @import { Holds } from "./holds.mjs" */
/** @import { Scenario, Turn } from "./script.mjs" */
/** @import { Served, Tally } from "./tally.mjs" */

/**
 * @typedef {object} Asked
 * @property {Dialect} dialect
 * @property {Scenario} scenario
 * @property {string} key
 * @property {unknown} body
 * @property {string} path
 * @property {ServerResponse} response
 * @property {Tally} tally
 * @property {Holds} holds
 */

let replies = 0;

/** @param {Asked} asked */
export async function answer({ dialect, scenario, key, body, path, response, tally, holds }) {
  const conversation = dialect.read(body, path);
  const { stream, model } = conversation;
  const side = conversation.tools.length === 0;
  const { position, turn, faults } = side
    ? { position: 0, turn: sideTurn(conversation), faults: [] }
    : standing(scenario(conversation, key), conversation);
  const fault = faultAfter(faults, {
    met: tally.failuresAt(key, position),
    released: holds.isReleased(key),
  });
  const shared = tally.sharedWithLast(key, conversation.content);
  const reply = replyFor(turn, conversation, shared);
  /** @type {Served} */
  const served = {
    key,
    dialect: dialect.name,
    model,
    position,
    side,
    state: fault === undefined ? "asked" : "failed",
    usage: reply.usage,
  };
  const ended = new Promise((/** @type {(value: void) => void} */ resolve) => {
    response.once("close", () => {
      if (served.state === "asked")
        served.state = response.writableFinished ? "answered" : "broken";
      tally.changed();
      resolve();
    });
  });
  tally.add(served);

  if (fault !== undefined) return sendFault(fault, reply, { dialect, stream, response });
  if (turn.hold === true) await Promise.race([holds.released(key), ended]);
  if (turn.afterMs !== undefined) await setTimeout(turn.afterMs);
  if (response.destroyed) return;
  if (stream) sendStream(response, dialect.frames(reply));
  else sendJson(response, 200, dialect.whole(reply));
}

/**
 * Questions beside the work are answered with the plainest thing that fits.
 *
 * @param {Conversation} conversation
 * @returns {Turn}
 */
function sideTurn({ schema }) {
  return { say: schema === undefined ? "A title" : JSON.stringify(plainest(schema)) };
}

/**
 * @param {Turn} turn
 * @param {Conversation} conversation
 * @param {number} shared characters that a cache would have held
 * @returns {Reply}
 */
function replyFor(turn, conversation, shared) {
  const input = turn.tokens ?? tokensOf(conversation.content.length);
  const usage = { input, cached: Math.min(input, Math.floor(shared / 4)), output: 0 };
  const id = String(++replies).padStart(8, "0");
  const reply = { id, model: conversation.model, ...replyTo(turn, conversation), usage };
  usage.output = tokensOf("text" in reply ? reply.text.length : argumentsOf(reply).length);
  return reply;
}
