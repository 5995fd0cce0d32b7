import { readFileSync } from "node:fs";
import { fromJSONSchema } from "zod";

export const folder = new URL("../../schemas/", import.meta.url);

export type Json = Record<string, unknown>;

export const schemaOf = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as Json;

/** Nothing may be printed that the schema does not name, though a reader should take what it does not know. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, strict(value)]);
  const copy = Object.fromEntries(entries) as Json;
  if (copy["type"] === "object" && copy["additionalProperties"] === undefined)
    copy["additionalProperties"] = false;
  return copy;
}

/** What is wrong with a document, in the schema's eyes. */
export function problems(name: string, document: unknown): readonly unknown[] {
  const checked = fromJSONSchema(strict(schemaOf(name)) as Parameters<typeof fromJSONSchema>[0]);
  return checked.safeParse(JSON.parse(JSON.stringify(document))).error?.issues ?? [];
}
