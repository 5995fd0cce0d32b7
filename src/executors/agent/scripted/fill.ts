import type { JsonValue } from "../../../core/artifact.ts";

const VARIABLE = /\$\{(\w+)\}/g;

/** The value with each `${name}` in its texts put in; names that are not known stay as they are. */
export function fill<T>(value: T, variables: Readonly<Record<string, string>>): T {
  return filled(value as JsonValue, variables) as T;
}

function filled(value: JsonValue, variables: Readonly<Record<string, string>>): JsonValue {
  if (typeof value === "string") {
    return value.replace(VARIABLE, (whole, name: string) =>
      Object.hasOwn(variables, name) ? variables[name]! : whole,
    );
  }
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((each: JsonValue) => filled(each, variables));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, filled(each, variables)]),
  );
}
