import type { ErrorObject, ValidateFunction } from "ajv";
import type { JsonSchema } from "../core/artifact.ts";
import { newAjv } from "./load.ts";
import { MAX_DEPTH, shown, whyNotPlainJson } from "./plainJson.ts";
import { brief, placeOf } from "./pointer.ts";

/** Checks one value; the errors are those of the last one checked. */
export type Check = ValidateFunction;

/**
 * Why a JSON Schema cannot be used, a sentence each with the place in it; empty if it can. For plans: what is said
 * here is said before a run starts.
 */
export function checkSchema(schema: unknown): readonly string[] {
  const compiled = compileSchema(schema);
  return "problems" in compiled ? compiled.problems : [];
}

/** Makes a check of a JSON Schema: draft 2020-12, or draft-07 where `$schema` says so. */
export function compileSchema(
  schema: unknown,
): { readonly check: Check } | { readonly problems: readonly string[] } {
  const problem = whyNoSchema(schema);
  if (problem !== undefined) return { problems: [problem] };
  const draft = draftOf(schema as JsonSchema);
  if (draft === undefined) return { problems: [unknownDraft(schema as JsonSchema)] };
  const ajv = newAjv(draft);
  try {
    if (ajv.validateSchema(schema as JsonSchema) !== true)
      return { problems: schemaErrors(ajv.errors ?? []) };
    return { check: ajv.compile(schema as JsonSchema) };
  } catch (cause) {
    return { problems: [whyNotCompiled(cause as Error)] };
  }
}

function whyNoSchema(schema: unknown): string | undefined {
  if (typeof schema === "boolean") return undefined;
  if (schema === null || typeof schema !== "object" || Array.isArray(schema))
    return `found ${brief(JSON.stringify(schema) ?? "nothing", 60)}, expected a JSON Schema: an object, true or false`;
  const notJson = whyNotPlainJson(schema);
  if (notJson !== undefined)
    return notJson.endsWith("levels deep") ? `more than ${MAX_DEPTH} levels deep` : notJson;
  // Such a check would answer with a promise, which looks like "it fits".
  return "$async" in schema
    ? "/$async: found a keyword that is not of JSON Schema; take it out"
    : undefined;
}

const DRAFTS = [
  { uri: /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/, draft: "2020-12" },
  { uri: /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/, draft: "07" },
] as const;

function draftOf(schema: JsonSchema): "2020-12" | "07" | undefined {
  if (typeof schema === "boolean" || schema.$schema === undefined) return "2020-12";
  const named = schema.$schema;
  return DRAFTS.find(({ uri }) => typeof named === "string" && uri.test(named))?.draft;
}

const unknownDraft = (schema: JsonSchema): string =>
  `/$schema: found ${shown((schema as { $schema: string }).$schema)}, expected "https://json-schema.org/draft/2020-12/schema" or "http://json-schema.org/draft-07/schema#"; leave it out if the schema is draft 2020-12`;

const MOST = 10;

/** Of one place only the first is told: the others are the other branches of the same rule. */
function schemaErrors(errors: readonly ErrorObject[]): string[] {
  const places = new Map<string, string>();
  for (const { instancePath, message, data, params } of errors) {
    if (places.has(instancePath)) continue;
    const found = data === undefined ? "" : `found ${shown(data as string)}, which `;
    places.set(
      instancePath,
      `${placeOf(instancePath)}: ${found}${message ?? "is wrong"}${allowed(params)}`,
    );
  }
  return [...places.values()].slice(0, MOST);
}

const allowed = ({ allowedValues }: ErrorObject["params"]): string =>
  Array.isArray(allowedValues) ? `: ${allowedValues.join(", ")}` : "";

function whyNotCompiled(cause: Error): string {
  if ("missingRef" in cause)
    return `$ref names "${brief(String(cause.missingRef), 100)}", which is not in the schema; nothing is fetched, so put it under $defs`;
  return `the schema cannot be used: ${brief(cause.message, 200)}`;
}
