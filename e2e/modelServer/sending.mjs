// Puts answers and failures on the wire.
/** @import { ServerResponse } from "node:http" */
/** @import { Dialect, Frame, Reply } from "./conversation.mjs" */
/** @import { Fault } from "./script.mjs" */

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {unknown} value
 * @param {Record<string, string>} [headers]
 */
export function sendJson(response, status, value, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

/**
 * @param {ServerResponse} response
 * @param {readonly Frame[]} frames
 */
export function sendStream(response, frames) {
  beginStream(response);
  for (const frame of frames) response.write(wire(frame));
  response.end();
}

/**
 * @param {Fault} fault
 * @param {Reply} reply what would have been answered
 * @param {{ dialect: Dialect, stream: boolean, response: ServerResponse }} to
 */
export function sendFault({ fault, retryAfter }, reply, { dialect, stream, response }) {
  if (typeof fault === "number") {
    /** @type {Record<string, string>} */
    const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
    return sendJson(response, fault, dialect.failure(fault, messageOf(fault, retryAfter)), headers);
  }
  if (fault === "hang") return;
  if (!stream) return void response.destroy();
  beginStream(response);
  const frames = dialect.frames(reply);
  const upTo = frames.findIndex((each) => each.content === true) + 1;
  const said = frames.slice(0, upTo).map(wire).join("");
  if (fault === "stall") return void response.write(said);
  if (fault === "overloaded" && dialect.overloaded !== undefined) {
    return void response.end(said + wire(dialect.overloaded));
  }
  response.write(said, () => response.destroy());
}

/**
 * @param {number} status
 * @param {number} [retryAfter]
 */
function messageOf(status, retryAfter) {
  const message = MESSAGES[status] ?? "Failed";
  return retryAfter === undefined ? message : `${message}. Please try again in ${retryAfter}s.`;
}

/** @type {Record<number, string>} */
const MESSAGES = {
  401: "The key is not valid",
  429: "Too many requests",
  500: "Something went wrong inside",
  529: "Overloaded",
};

/** @param {ServerResponse} response */
function beginStream(response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
}

/** @param {Frame} frame */
function wire({ event, data }) {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${text}\n\n`;
}
