// Gemini generateContent and streamGenerateContent: what gemini speaks.
import { contentFrame, pieces, textOf } from "../conversation.mjs";
/** @import { Conversation, Dialect, Frame, Reply } from "../conversation.mjs" */

/** @type {Dialect} */
export const gemini = {
  name: "gemini",
  serves: (path) => /:(generateContent|streamGenerateContent)$/.test(path),
  read,
  whole: (reply) => ({
    ...head(reply),
    candidates: [candidate([partOf(reply)], "STOP")],
    usageMetadata: usageOf(reply),
  }),
  frames,
  failure: (status, message) => ({ error: { code: status, message, status: wordOf(status) } }),
};

/**
 * @param {any} body
 * @param {string} path
 * @returns {Conversation}
 */
function read(body, path) {
  const parts = (body.contents ?? []).flatMap((/** @type {any} */ { role, parts }) =>
    parts.map((/** @type {any} */ part) => ({ role, ...part })),
  );
  const said = (/** @type {string} */ role) =>
    parts.filter((/** @type {any} */ each) => each.role === role && each.text !== undefined);
  // In a session that it takes up again the client sends each result twice.
  const answered = new Set(
    parts.flatMap((/** @type {any} */ { functionResponse: each }, /** @type {number} */ at) =>
      each === undefined ? [] : [each.id ?? at],
    ),
  );
  const { responseJsonSchema, responseSchema } = body.generationConfig ?? {};
  return {
    model: /models\/([^:]+):/.exec(path)?.[1] ?? "unknown",
    stream: path.endsWith(":streamGenerateContent"),
    tools: (body.tools ?? [])
      .flatMap((/** @type {any} */ each) => each.functionDeclarations ?? [])
      .map((/** @type {any} */ each) => ({
        name: each.name,
        schema: each.parametersJsonSchema ?? each.parameters,
      })),
    calls: answered.size,
    texts: said("model").map((/** @type {any} */ each) => each.text),
    asked: textOf(body.systemInstruction?.parts) + "\n" + textOf(said("user")),
    content: JSON.stringify([body.systemInstruction, body.tools, body.contents]),
    schema: responseJsonSchema ?? responseSchema,
  };
}

/**
 * @param {Reply} reply
 * @returns {Frame[]}
 */
function frames(reply) {
  const whole = reply.call ? [partOf(reply)] : pieces(reply.text ?? "").map((text) => ({ text }));
  const parts = whole.map((part) =>
    contentFrame({ data: { ...head(reply), candidates: [candidate([part])] } }),
  );
  const last = {
    ...head(reply),
    candidates: [candidate([], "STOP")],
    usageMetadata: usageOf(reply),
  };
  return [...parts, { data: last }];
}

/** @param {Reply} reply */
const head = ({ id, model }) => ({ responseId: id, modelVersion: model });

/**
 * @param {readonly object[]} parts
 * @param {string} [finishReason]
 */
const candidate = (parts, finishReason) => ({
  index: 0,
  content: { role: "model", parts },
  ...(finishReason === undefined ? {} : { finishReason }),
});

/** @param {Reply} reply */
function partOf({ id, text, call }) {
  if (call === undefined) return { text };
  // Clients refuse to go on from a call that carries no signature.
  return { functionCall: { id, name: call.tool.name, args: call.args }, thoughtSignature: "c2ln" };
}

/** @param {Reply} reply */
const usageOf = ({ usage: { input, cached, output } }) => ({
  promptTokenCount: input,
  cachedContentTokenCount: cached,
  candidatesTokenCount: output,
  totalTokenCount: input + output,
});

/** @param {number} status */
function wordOf(status) {
  if (status === 401) return "UNAUTHENTICATED";
  if (status === 429) return "RESOURCE_EXHAUSTED";
  return status === 500 ? "INTERNAL" : "UNAVAILABLE";
}
