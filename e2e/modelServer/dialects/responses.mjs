// OpenAI Responses: what codex speaks.
import { argumentsOf, contentFrame, pieces, textOf } from "../conversation.mjs";
import { openaiFailure } from "./chat.mjs";
/** @import { Conversation, Dialect, Frame, Reply, Tool } from "../conversation.mjs" */

/** @type {Dialect} */
export const responses = {
  name: "responses",
  serves: (path) => path.endsWith("/responses"),
  read,
  whole,
  frames,
  failure: openaiFailure,
  overloaded: {
    event: "response.failed",
    data: {
      type: "response.failed",
      response: {
        id: "resp_overloaded",
        object: "response",
        status: "failed",
        error: { code: "server_is_overloaded", message: "Overloaded" },
      },
    },
  },
};

/**
 * @param {any} body
 * @returns {Conversation}
 */
function read(body) {
  const items =
    typeof body.input === "string" ? [{ role: "user", content: body.input }] : (body.input ?? []);
  const said = (/** @type {string} */ role) =>
    items.filter((/** @type {any} */ each) => each.role === role);
  const asked = [
    body.instructions ?? "",
    ...said("user").map((/** @type {any} */ each) => textOf(each.content)),
  ];
  return {
    model: body.model ?? "unknown",
    stream: body.stream === true,
    tools: (body.tools ?? []).flatMap(toolsIn),
    calls: items.filter((/** @type {any} */ each) => each.type?.endsWith("_call_output")).length,
    texts: said("assistant").map((/** @type {any} */ each) => textOf(each.content)),
    asked: asked.join("\n"),
    content: JSON.stringify([body.instructions, body.tools, items]),
    schema: body.text?.format?.schema,
  };
}

/**
 * @param {any} tool
 * @returns {Tool[]}
 */
function toolsIn(tool) {
  if (tool.type === "function") return [{ name: tool.name, schema: tool.parameters }];
  if (tool.type === "custom") return [{ name: tool.name }];
  if (tool.type !== "namespace") return [];
  return tool.tools.map((/** @type {any} */ each) => ({
    name: each.name,
    namespace: tool.name,
    schema: each.parameters,
  }));
}

/** @param {Reply} reply */
function whole(reply) {
  const { usage } = reply;
  return {
    ...head(reply, "completed"),
    output: [itemOf(reply)],
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cached },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: usage.input + usage.output,
    },
  };
}

/**
 * @param {Reply} reply
 * @param {string} status
 */
const head = ({ id, model }, status) => ({ id: `resp_${id}`, object: "response", model, status });

/** @param {Reply} reply */
function itemOf(reply) {
  const { call, id } = reply;
  if (call === undefined) {
    const content = [{ type: "output_text", text: reply.text, annotations: [] }];
    return { type: "message", id: `item_${id}`, role: "assistant", status: "completed", content };
  }
  const base = {
    id: `item_${id}`,
    call_id: `call_${id}`,
    name: call.tool.name,
    status: "completed",
  };
  if (typeof call.args === "string") return { type: "custom_tool_call", ...base, input: call.args };
  const { namespace } = call.tool;
  return {
    type: "function_call",
    ...base,
    ...(namespace === undefined ? {} : { namespace }),
    arguments: argumentsOf(reply),
  };
}

/**
 * @param {Reply} reply
 * @returns {Frame[]}
 */
function frames(reply) {
  let number = 0;
  /** @type {(type: string, rest: object) => Frame} */
  const frame = (type, rest) => ({
    event: type,
    data: { type, sequence_number: number++, ...rest },
  });
  const item = itemOf(reply);
  const of = { item_id: item.id, output_index: 0 };
  /** @type {(type: string, text: string) => Frame[]} */
  const parts = (type, text) =>
    pieces(text).map((delta) => contentFrame(frame(type, { ...of, delta })));
  const inner = () => {
    if (item.type === "message") return parts("response.output_text.delta", reply.text ?? "");
    const custom = item.type === "custom_tool_call";
    const type = `response.${custom ? "custom_tool_call_input" : "function_call_arguments"}.delta`;
    return parts(type, argumentsOf(reply));
  };
  return [
    frame("response.created", { response: { ...head(reply, "in_progress"), output: [] } }),
    frame("response.output_item.added", { output_index: 0, item: begun(item) }),
    ...inner(),
    frame("response.output_item.done", { output_index: 0, item }),
    frame("response.completed", { response: whole(reply) }),
  ];
}

/** @param {ReturnType<typeof itemOf>} item */
function begun(item) {
  const nothing = {
    message: { content: [] },
    custom_tool_call: { input: "" },
    function_call: { arguments: "" },
  };
  return {
    ...item,
    ...nothing[/** @type {keyof typeof nothing} */ (item.type)],
    status: "in_progress",
  };
}
