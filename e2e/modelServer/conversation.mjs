/**
 * What a request tells of the conversation that it continues, the same for all dialects.
 *
 * @typedef {object} Conversation
 * @property {string} model
 * @property {boolean} stream whether the answer is to come as a stream
 * @property {readonly Tool[]} tools what the client offers, in its own words
 * @property {number} calls tool calls that were answered so far
 * @property {readonly string[]} texts what the model has said so far
 * @property {string} asked all that a person or a program has asked, joined
 * @property {string} content all that goes in, oldest first: its length is what the request is charged for
 * @property {JsonSchemaLike} [schema] what the answer is to follow
 */

/**
 * @typedef {object} Tool
 * @property {string} name as the client offers it
 * @property {string} [namespace] where the client keeps names apart
 * @property {JsonSchemaLike} [schema] of its arguments; absent where it takes plain text
 */

/**
 * @typedef {object} JsonSchemaLike
 * @property {string | readonly string[]} [type]
 * @property {readonly unknown[]} [enum]
 * @property {readonly string[]} [required]
 * @property {Record<string, JsonSchemaLike>} [properties]
 */

/**
 * What the model does in one turn, ready to be put into a dialect's words.
 *
 * @typedef {object} Reply
 * @property {string} id unique in the server's life
 * @property {string} model
 * @property {string} [text] what it says, if it calls nothing
 * @property {Call} [call]
 * @property {Tokens} usage
 */

/**
 * @typedef {object} Call
 * @property {Tool} tool
 * @property {Record<string, unknown> | string} args plain text for a tool that takes that
 */

/**
 * @typedef {object} Tokens
 * @property {number} input all that went in, what came from a cache included
 * @property {number} cached of `input`, what came from a cache
 * @property {number} output
 */

/**
 * One piece of a stream.
 *
 * @typedef {object} Frame
 * @property {string} [event]
 * @property {unknown} data
 * @property {true} [content] it carries a part of the answer: faults in mid-stream come after the first of these
 */

/**
 * One of the interfaces that clients speak.
 *
 * @typedef {object} Dialect
 * @property {string} name
 * @property {(path: string) => boolean} serves whether a path is one of its requests for an answer
 * @property {(body: any, path: string) => Conversation} read
 * @property {(reply: Reply) => unknown} whole
 * @property {(reply: Reply) => readonly Frame[]} frames
 * @property {(status: number, message: string) => unknown} failure
 * @property {Frame} [overloaded] how it says in mid-stream that it cannot go on
 */

const CHARACTERS_PER_TOKEN = 4;

/**
 * Tokens of a text, by its length.
 * @param {number} characters
 */
export const tokensOf = (characters) => Math.max(1, Math.ceil(characters / CHARACTERS_PER_TOKEN));

/**
 * A text of content that may be a string or parts.
 * @param {any} content
 * @returns {string}
 */
export function textOf(content) {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (typeof part?.text === "string" ? part.text : "")).join("\n");
}

/**
 * Cuts a text into a few pieces, as a stream has them.
 * @param {string} text
 */
export function pieces(text) {
  const size = Math.max(1, Math.ceil(text.length / 4));
  const found = [];
  for (let at = 0; at < text.length; at += size) found.push(text.slice(at, at + size));
  return found.length === 0 ? [""] : found;
}

/** @param {Reply} reply what it calls with, as text */
export function argumentsOf({ call }) {
  if (call === undefined) return "";
  return typeof call.args === "string" ? call.args : JSON.stringify(call.args);
}

/**
 * A frame that carries a part of the answer.
 *
 * @param {Frame} frame
 * @returns {Frame}
 */
export const contentFrame = (frame) => ({ ...frame, content: true });
