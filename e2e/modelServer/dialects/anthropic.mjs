// Anthropic Messages: what claude speaks.
import { argumentsOf, contentFrame, pieces, textOf } from "../conversation.mjs";
/** @import { Conversation, Dialect, Frame, Reply } from "../conversation.mjs" */

/** @type {Dialect} */
export const anthropic = {
  name: "anthropic",
  serves: (path) => path.endsWith("/v1/messages"),
  read,
  whole,
  frames,
  failure: (status, message) => ({ type: "error", error: { type: kindOf(status), message } }),
  overloaded: {
    event: "error",
    data: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
  },
};

/**
 * @param {any} body
 * @returns {Conversation}
 */
function read(body) {
  const messages = body.messages ?? [];
  const blocks = messages.flatMap((/** @type {any} */ { role, content }) =>
    (typeof content === "string" ? [{ type: "text", text: content }] : content).map(
      (/** @type {any} */ block) => ({ role, ...block }),
    ),
  );
  const said = (/** @type {string} */ role) =>
    blocks.filter((/** @type {any} */ each) => each.role === role && each.type === "text");
  return {
    model: body.model ?? "unknown",
    stream: body.stream === true,
    tools: (body.tools ?? [])
      .filter((/** @type {any} */ each) => each.input_schema !== undefined)
      .map((/** @type {any} */ each) => ({ name: each.name, schema: each.input_schema })),
    calls: blocks.filter((/** @type {any} */ each) => each.type === "tool_result").length,
    texts: said("assistant").map((/** @type {any} */ each) => each.text),
    asked: textOf(body.system) + "\n" + textOf(said("user")),
    content: JSON.stringify([body.system, body.tools, messages]),
    schema: body.output_config?.format?.schema ?? body.output_format?.schema,
  };
}

/** @param {Reply} reply */
function whole(reply) {
  const { id, model, text } = reply;
  const { call } = reply;
  const block = call
    ? { type: "tool_use", id: `toolu_${id}`, name: call.tool.name, input: call.args }
    : { type: "text", text };
  return {
    id: `msg_${id}`,
    type: "message",
    role: "assistant",
    model,
    content: [block],
    stop_reason: call ? "tool_use" : "end_turn",
    stop_sequence: null,
    usage: usageOf(reply, reply.usage.output),
  };
}

/**
 * @param {Reply} reply
 * @returns {Frame[]}
 */
function frames(reply) {
  const { content, stop_reason, usage, ...message } = whole(reply);
  const [block] = content;
  const empty = reply.call ? { ...block, input: {} } : { type: "text", text: "" };
  /** @type {(type: string, rest: object) => Frame} */
  const frame = (type, rest) => ({ event: type, data: { type, ...rest } });
  const delta = (/** @type {string} */ piece) =>
    reply.call
      ? { type: "input_json_delta", partial_json: piece }
      : { type: "text_delta", text: piece };
  const start = { ...message, content: [], stop_reason: null, usage: usageOf(reply, 1) };
  return [
    frame("message_start", { message: start }),
    frame("content_block_start", { index: 0, content_block: empty }),
    ...pieces(reply.call ? argumentsOf(reply) : (reply.text ?? "")).map((piece) =>
      contentFrame(frame("content_block_delta", { index: 0, delta: delta(piece) })),
    ),
    frame("content_block_stop", { index: 0 }),
    frame("message_delta", { delta: { stop_reason, stop_sequence: null }, usage }),
    frame("message_stop", {}),
  ];
}

/**
 * @param {Reply} reply
 * @param {number} output
 */
function usageOf({ usage: { input, cached } }, output) {
  return {
    input_tokens: input - cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
    output_tokens: output,
  };
}

/** @param {number} status */
function kindOf(status) {
  if (status === 401) return "authentication_error";
  if (status === 429) return "rate_limit_error";
  if (status === 529) return "overloaded_error";
  return status < 500 ? "invalid_request_error" : "api_error";
}
