import type { ArtifactSpec, JsonSchema } from "../../../core/artifact.ts";
import { fenced } from "./fence.ts";
import { shapeOf } from "./shape.ts";

const MOST_SCHEMA = 6_000;
const MOST_SCHEMAS = 24_000;

/** What a task must hand in, each artifact with its JSON Schema; undefined where there is nothing. */
export function handInText(produces: readonly ArtifactSpec[]): string | undefined {
  if (produces.length === 0) return undefined;
  let room = MOST_SCHEMAS;
  const parts = produces.map(({ name, schema, maxBytes }) => {
    const text = JSON.stringify(schema, null, 2);
    const whole = text.length <= Math.min(MOST_SCHEMA, room);
    if (whole) room -= text.length;
    const shown = whole
      ? `It must fit this JSON Schema:\n\n${fenced(text, "json")}`
      : `Its JSON Schema is too long to stand here; what does not fit is told when it is handed in. What the schema is like:\n\n${fenced(outlineOf(schema))}`;
    return `### ${name}\n\nAt most ${maxBytes} bytes of JSON. ${shown}`;
  });
  return ["## What to hand in", ...parts].join("\n\n");
}

/** The members that a long schema asks for. */
function outlineOf(schema: JsonSchema): string {
  if (typeof schema === "boolean") return shapeOf(schema);
  const { properties, required } = schema;
  return [
    ...(required === undefined ? [] : [`required: ${JSON.stringify(required).slice(0, 500)}`]),
    shapeOf(properties ?? schema),
  ].join("\n");
}
