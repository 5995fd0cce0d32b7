import type { ArtifactSpec, JsonSchema, JsonValue } from "../../../core/artifact.ts";

/** Schemas longer than this are not repeated: the prompt has them. */
const MOST_SCHEMA_TEXT = 4_000;

/**
 * The JSON Schema of a structured report. Strict, as codex asks: every key is required and no other allowed, and what
 * may be left out may be null. An artifact is handed in as JSON text, since its own schema need not be strict.
 */
export function reportSchema(produces: readonly ArtifactSpec[]): JsonSchema {
  return strictObject({
    status: { type: "string", enum: ["success", "partial", "failure"] },
    summary: { type: "string", description: "What was done, at most 400 characters." },
    files: {
      type: ["array", "null"],
      items: { type: "string" },
      description: "Paths of the files that were changed.",
    },
    details: {
      type: ["string", "null"],
      description: "More than fits the summary: the text, or the path of a file with it.",
    },
    ...(produces.length === 0
      ? {}
      : {
          artifacts: strictObject(
            Object.fromEntries(produces.map((each) => [each.name, textOf(each)])),
          ),
        }),
    flags: {
      type: ["array", "null"],
      description: "Questions or blocks that a person must answer.",
      items: strictObject({ type: { type: "string" }, text: { type: "string" } }),
    },
  });
}

const strictObject = (
  properties: Readonly<Record<string, JsonValue>>,
): { readonly [key: string]: JsonValue } => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

function textOf({ name, schema }: ArtifactSpec): JsonValue {
  const text = JSON.stringify(schema);
  const fits =
    text.length <= MOST_SCHEMA_TEXT ? `that fits the JSON Schema ${text}` : "that fits its schema";
  return {
    type: ["string", "null"],
    description: `The artifact "${name}": its JSON as text, ${fits}; null if it could not be made.`,
  };
}
