// OpenAI Chat Completions: what opencode, copilot, qwen and pi can speak.
import { argumentsOf, contentFrame, pieces, textOf } from "../conversation.mjs";
/** @import { Conversation, Dialect, Frame, Reply } from "../conversation.mjs" */

/** @type {Dialect} */
export const chat = {
  name: "chat",
  serves: (path) => path.endsWith("/chat/completions"),
  read,
  whole,
  frames,
  failure: openaiFailure,
};

/**
 * @param {number} status
 * @param {string} message
 */
export function openaiFailure(status, message) {
  /** @type {Record<number, string>} */
  const codes = { 401: "invalid_api_key", 429: "rate_limit_exceeded" };
  const code = codes[status] ?? "server_error";
  return { error: { message, type: code, code } };
}

/**
 * @param {any} body
 * @returns {Conversation}
 */
function read(body) {
  const messages = body.messages ?? [];
  const said = (/** @type {string} */ role) =>
    messages
      .filter((/** @type {any} */ each) => each.role === role)
      .map((/** @type {any} */ each) => textOf(each.content));
  return {
    model: body.model ?? "unknown",
    stream: body.stream === true,
    tools: (body.tools ?? []).map((/** @type {any} */ each) => ({
      name: each.function.name,
      schema: each.function.parameters,
    })),
    calls: said("tool").length,
    texts: said("assistant").filter(Boolean),
    asked: [...said("system"), ...said("developer"), ...said("user")].join("\n"),
    content: JSON.stringify([body.tools, messages]),
    schema: body.response_format?.json_schema?.schema,
  };
}

/** @param {Reply} reply */
function whole(reply) {
  const calls = reply.call && [callOf(reply)];
  const message = { role: "assistant", content: reply.text ?? null, tool_calls: calls };
  const choice = { index: 0, finish_reason: reply.call ? "tool_calls" : "stop", message };
  return { ...head(reply, "chat.completion"), choices: [choice], usage: usageOf(reply) };
}

/**
 * @param {Reply} reply
 * @returns {Frame[]}
 */
function frames(reply) {
  const base = head(reply, "chat.completion.chunk");
  /** @type {(delta: object, finish?: string) => Frame} */
  const chunk = (delta, finish) => ({
    data: { ...base, choices: [{ index: 0, delta, finish_reason: finish ?? null }] },
  });
  const deltas = reply.call
    ? [{ tool_calls: [callOf(reply)] }]
    : pieces(reply.text ?? "").map((content) => ({ content }));
  return [
    chunk({ role: "assistant", content: "" }),
    ...deltas.map((delta) => contentFrame(chunk(delta))),
    chunk({}, reply.call ? "tool_calls" : "stop"),
    { data: { ...base, choices: [], usage: usageOf(reply) } },
    { data: "[DONE]" },
  ];
}

/**
 * @param {Reply} reply
 * @param {string} object
 */
const head = ({ id, model }, object) => ({ id: `chatcmpl-${id}`, object, created: 0, model });

/** @param {Reply} reply */
const callOf = (reply) => ({
  index: 0,
  id: `call_${reply.id}`,
  type: "function",
  function: { name: reply.call?.tool.name, arguments: argumentsOf(reply) },
});

/** @param {Reply} reply */
const usageOf = ({ usage: { input, cached, output } }) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: cached },
});
