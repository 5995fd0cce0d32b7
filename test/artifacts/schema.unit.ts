import { expect, test } from "vitest";
import { checkSchema } from "../../src/artifacts/schema.ts";

test.each([
  [
    "2020-12, unnamed",
    { type: "object", properties: { a: { $ref: "#/$defs/a" } }, $defs: { a: {} } },
  ],
  [
    "2020-12, named",
    { $schema: "https://json-schema.org/draft/2020-12/schema", prefixItems: [true] },
  ],
  [
    "draft-07, named",
    { $schema: "http://json-schema.org/draft-07/schema#", items: [{ type: "null" }] },
  ],
  ["a format is a note", { type: "string", format: "date-time" }],
  ["words of other tools", { type: "string", "x-hint": 1, example: "a" }],
  ["true", true],
  ["false", false],
])("takes %s", (_, schema) => {
  expect(checkSchema(schema)).toEqual([]);
});

test.each([
  ["no object", [], "found [], expected a JSON Schema: an object, true or false"],
  ["nothing", undefined, "found nothing, expected a JSON Schema: an object, true or false"],
  [
    "an unknown type",
    { properties: { a: { type: "strnig" } } },
    '/properties/a/type: found "strnig", which must be equal to one of the allowed values: array, boolean, integer, null, number, object, string',
  ],
  ["a wrong keyword's value", { required: "a" }, '/required: found "a", which must be array'],
  [
    "a reference to nowhere",
    { $ref: "https://example.org/a.json" },
    '$ref names "https://example.org/a.json", which is not in the schema; nothing is fetched, so put it under $defs',
  ],
  [
    "another draft",
    { $schema: "http://json-schema.org/draft-04/schema#" },
    '/$schema: found "http://json-schema.org/draft-04/schema#", expected "https://json-schema.org/draft/2020-12/schema" or "http://json-schema.org/draft-07/schema#"; leave it out if the schema is draft 2020-12',
  ],
  [
    "a broken pattern",
    { pattern: "(" },
    "the schema cannot be used: Invalid regular expression: /(/u: Unterminated group",
  ],
  [
    "a check that answers later",
    { $async: true },
    "/$async: found a keyword that is not of JSON Schema; take it out",
  ],
  [
    "a key that reaches the prototype",
    JSON.parse('{"properties":{"__proto__":{}}}'),
    '/properties: the key "__proto__" is not allowed; give this member another name',
  ],
])("refuses %s", (_, schema, text) => {
  expect(checkSchema(schema)).toEqual([text]);
});
