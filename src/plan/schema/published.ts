import { readFileSync } from "node:fs";
import { packageRoot } from "../../packageRoot.ts";

/** The part of JSON Schema that schema.json is written in. */
export interface Schema {
  readonly $ref?: string;
  /** Around a reference that has a description of its own; never more than one. */
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | false;
}

interface Root {
  readonly definitions: Readonly<Record<string, Schema>>;
}

let root: Root | undefined;
const resolved = new WeakMap<Schema, Schema>();

/** One of the definitions of schema.json: `Plan`, `Workflow`. */
export function definition(name: string): Schema {
  root ??= JSON.parse(readFileSync(new URL("schema.json", packageRoot), "utf8")) as Root;
  return root.definitions[name]!;
}

/** A schema with what it refers to put in. */
export function resolve(schema: Schema): Schema {
  if (schema.$ref === undefined && schema.allOf === undefined) return schema;
  let known = resolved.get(schema);
  if (!known) {
    const { $ref, allOf, ...own } = schema;
    const target = $ref === undefined ? allOf![0]! : definition($ref.replace("#/definitions/", ""));
    known = { ...resolve(target), ...own };
    resolved.set(schema, known);
  }
  return known;
}
