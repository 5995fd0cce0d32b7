import type { JsonSchema, JsonValue } from "../../../../core/artifact.ts";

type Schema = { readonly [key: string]: JsonValue };

/**
 * A schema as the strict mode of OpenAI's models takes it: every object names all its properties as required and allows
 * no others. A property that need not be there may be null instead. Undefined if the schema cannot be put like that.
 * The answer is checked against the schema itself all the same.
 */
export function strictSchema(schema: JsonSchema): Schema | undefined {
  if (typeof schema === "boolean" || schema["type"] !== "object") return undefined;
  return isOpen(schema) ? undefined : (strict(schema) as Schema);
}

/** An object of any properties has no strict form. */
function isOpen(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(isOpen);
  if (!isObject(value)) return false;
  const open = value["type"] === "object" && !isObject(value["properties"] ?? null);
  const others =
    isObject(value["additionalProperties"] ?? null) || value["patternProperties"] !== undefined;
  return open || others || Object.values(value).some(isOpen);
}

function strict(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(strict);
  if (!isObject(value)) return value;
  const properties = value["properties"];
  const inner = Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "$schema" && key !== "properties")
      .map(([key, each]) => [
        key,
        NAMED.has(key) ? eachOf(each) : DATA.has(key) ? each : strict(each),
      ]),
  );
  if (properties === undefined || !isObject(properties)) return inner;
  return { ...inner, ...strictObject(properties, value["required"]) };
}

/** Keys of which the value is data, not a schema; and those that hold schemas by name. */
const DATA = new Set(["enum", "const", "default", "examples", "required"]);
const NAMED = new Set(["$defs", "definitions"]);

const eachOf = (named: JsonValue): JsonValue =>
  isObject(named)
    ? Object.fromEntries(Object.entries(named).map(([name, each]) => [name, strict(each)]))
    : named;

function strictObject(properties: Schema, required: JsonValue | undefined): Schema {
  const needed = new Set(Array.isArray(required) ? required : []);
  const all = Object.entries(properties).map(([name, schema]): [string, JsonValue] => [
    name,
    needed.has(name) ? strict(schema) : orNull(strict(schema)),
  ]);
  return {
    properties: Object.fromEntries(all),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

const orNull = (schema: JsonValue): JsonValue => ({ anyOf: [schema, { type: "null" }] });

const isObject = (value: JsonValue): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
