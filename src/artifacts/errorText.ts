import type { ErrorObject } from "ajv";
import type { JsonValue } from "../core/artifact.ts";
import { shown } from "./plainJson.ts";
import { below, brief, placeOf } from "./pointer.ts";
import { didYouMean } from "./suggest.ts";

const MOST = 10;

/** What does not fit, a line each: where, what was found, what was expected. At most ten, and how many more. */
export function errorTexts(errors: readonly ErrorObject[]): string[] {
  const texts = [...new Set(errors.filter(tells).map(errorText))];
  if (texts.length <= MOST) return texts;
  return [...texts.slice(0, MOST), `and ${texts.length - MOST} more`];
}

/** `if` only says that `then` did not fit, and what that is about has been said. */
const tells = ({ keyword }: ErrorObject): boolean => keyword !== "if";

function errorText(error: ErrorObject): string {
  const key = unknownKey(error);
  if (key === undefined) return `${placeOf(error.instancePath)}: ${sentence(error)}`;
  const known = keysOf(error.parentSchema?.properties);
  return `${placeOf(below(error.instancePath, key))}: unknown key${didYouMean(key, known, "; known keys")}`;
}

const unknownKey = ({ keyword, params }: ErrorObject): string | undefined =>
  keyword === "additionalProperties"
    ? (params.additionalProperty as string)
    : keyword === "unevaluatedProperties"
      ? (params.unevaluatedProperty as string)
      : undefined;

const keysOf = (properties: unknown): string[] =>
  properties !== null && typeof properties === "object" ? Object.keys(properties) : [];

function sentence(error: ErrorObject): string {
  const { keyword, params, data } = error;
  switch (keyword) {
    case "type":
      return `found ${found(data)}, expected ${typesText(params.type as string | readonly string[])}`;
    case "required":
      return missingKey(params.missingProperty as string, data);
    case "enum":
      return `found ${found(data)}, expected one of ${listed(params.allowedValues as JsonValue[])}${nearestOf(data, params.allowedValues as JsonValue[])}`;
    case "const":
      return `found ${found(data)}, expected ${shown(params.allowedValue as JsonValue)}`;
    case "pattern":
      return `found ${found(data)}, expected text that matches ${params.pattern as string}`;
    case "anyOf":
    case "oneOf":
      return Array.isArray(params.passingSchemas)
        ? `found ${found(data)}, which fits more than one of the forms of which exactly one must fit`
        : `found ${found(data)}, which fits none of the forms that are allowed here`;
    case "not":
    case "false schema":
      return `found ${found(data)}, which is not allowed here`;
    case "uniqueItems":
      return `entries ${params.j as number} and ${params.i as number} are the same, expected each only once`;
    case "dependentRequired":
    case "dependencies":
      return `the key "${params.property as string}" needs the key "${params.missingProperty as string}" beside it`;
    default:
      return bound(error) ?? `found ${found(data)}, which ${error.message ?? "does not fit"}`;
  }
}

/** Bounds of length, count and size, each with how far the value is from it. */
function bound({ keyword, params, data }: ErrorObject): string | undefined {
  const limit = Number(params.limit);
  switch (keyword) {
    case "minLength":
    case "maxLength":
      return `found ${Array.from(data as string).length} characters, expected at ${most(keyword)} ${limit}`;
    case "minItems":
    case "maxItems":
      return `found ${(data as unknown[]).length} entries, expected at ${most(keyword)} ${limit}`;
    case "minProperties":
    case "maxProperties":
      return `found ${Object.keys(data as object).length} keys, expected at ${most(keyword)} ${limit}`;
    case "minimum":
    case "maximum":
      return `found ${data as number}, expected at ${most(keyword)} ${limit}`;
    case "exclusiveMinimum":
      return `found ${data as number}, expected more than ${limit}`;
    case "exclusiveMaximum":
      return `found ${data as number}, expected less than ${limit}`;
    case "multipleOf":
      return `found ${data as number}, expected a multiple of ${params.multipleOf as number}`;
    default:
      return undefined;
  }
}

const most = (keyword: string): string => (keyword.startsWith("min") ? "least" : "most");

function missingKey(key: string, data: unknown): string {
  const there = data === null || typeof data !== "object" ? [] : Object.keys(data);
  const keys = there.length > 0 ? there.map((each) => `"${each}"`).join(", ") : "none";
  return `the key "${brief(key, 80)}" is missing; found the keys ${brief(keys, 200)}`;
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  null: "null",
  array: "a list",
  object: "an object",
};

const typesText = (type: string | readonly string[]): string =>
  (typeof type === "string" ? [type] : type).map((each) => NAMES[each] ?? each).join(" or ");

function found(data: unknown): string {
  if (Array.isArray(data)) return `a list of ${data.length}`;
  if (data !== null && typeof data === "object") return "an object";
  return shown(data as JsonValue);
}

function listed(values: readonly JsonValue[]): string {
  const more = values.length > 30 ? ` and ${values.length - 30} more` : "";
  return values.slice(0, 30).map(shown).join(", ") + more;
}

function nearestOf(data: unknown, values: readonly JsonValue[]): string {
  const words = values.filter((each) => typeof each === "string");
  return typeof data === "string" ? didYouMean(data, words) : "";
}
