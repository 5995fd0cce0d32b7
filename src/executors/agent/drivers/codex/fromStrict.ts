import { asObject } from "../shared/json.ts";

/** An answer to a strict schema as its own schema has it: a property that is null only because it had to be there goes. */
export function fromStrict(value: unknown, schema: unknown): unknown {
  if (Array.isArray(value))
    return value.map((each) => fromStrict(each, asObject(schema)?.["items"]));
  const [object, properties] = [asObject(value), asObject(asObject(schema)?.["properties"])];
  if (object === undefined || properties === undefined) return value;
  const required = asObject(schema)?.["required"];
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.fromEntries(
    Object.entries(object)
      .filter(
        ([name, each]) =>
          each !== null ||
          needed.has(name) ||
          !Object.hasOwn(properties, name) ||
          takesNull(properties[name]),
      )
      .map(([name, each]) => [
        name,
        fromStrict(each, Object.hasOwn(properties, name) ? properties[name] : undefined),
      ]),
  );
}

/** Whether the author's own schema has null there on purpose. */
function takesNull(schema: unknown): boolean {
  const type = asObject(schema)?.["type"];
  return type === "null" || (Array.isArray(type) && type.includes("null"));
}
