import type { Span } from "../diagnostic.ts";
import type { Findings } from "../findings.ts";
import { didYouMean, nearest } from "../suggest.ts";
import type { Entry, MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import { written } from "../syntax/tree.ts";
import { resolve } from "./published.ts";
import type { Schema } from "./published.ts";
import { expected, found, quoted, typesOf } from "./words.ts";

/** Reports where a value is not as the schema says. `name` is what the value is called in a sentence. */
export function conform(node: Node, schema: Schema, name: string, findings: Findings): void {
  const wanted = resolve(schema);
  if (isAnything(wanted)) return;
  if (wanted.anyOf) {
    conformToAny(node, wanted, name, findings);
    return;
  }
  if (!accepts(wanted, node)) {
    mismatch(node, wanted, name, findings);
    return;
  }
  if (node.kind === "map") conformMap(node, wanted, findings);
  else if (node.kind === "list") {
    if (node.items.length < (wanted.minItems ?? 0)) mismatch(node, wanted, name, findings);
    if (wanted.items)
      for (const item of node.items) conform(item, wanted.items, `an entry of ${name}`, findings);
  } else if (!scalarConforms(node, wanted)) mismatch(node, wanted, name, findings);
}

/** Of several forms, the one that has the value's type says what is wrong with it. */
function conformToAny(node: Node, schema: Schema, name: string, findings: Findings): void {
  const forms = schema.anyOf!.map(resolve).filter((form) => accepts(form, node));
  const [form] = forms;
  if (!form) mismatch(node, schema, name, findings);
  else if (node.kind === "scalar") {
    if (!forms.some((each) => scalarConforms(node, each))) mismatch(node, schema, name, findings);
  } else if (node.kind === "list" && node.items.length < (form.minItems ?? 0)) {
    mismatch(node, schema, name, findings);
  } else conform(node, form, name, findings);
}

/** Nothing is said of it: what it is to be is another's to tell. */
const isAnything = (schema: Schema): boolean => Object.keys(schema).length === 0;

function accepts({ type }: Schema, node: Node): boolean {
  if (type === undefined) return true;
  return typesOf(node).some((each) =>
    typeof type === "string" ? type === each : type.includes(each),
  );
}

function scalarConforms({ value }: ScalarNode, schema: Schema): boolean {
  if (schema.const !== undefined && schema.const !== value) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (typeof value === "string") {
    if (value.length < (schema.minLength ?? 0)) return false;
    return schema.pattern === undefined || patternOf(schema.pattern).test(value);
  }
  if (typeof value !== "number") return true;
  return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
}

const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  let pattern = patterns.get(source);
  if (!pattern) patterns.set(source, (pattern = new RegExp(source)));
  return pattern;
}

function conformMap(map: MapNode, schema: Schema, findings: Findings): void {
  const seen = new Map<string, Entry>();
  for (const entry of map.entries) {
    const first = seen.get(entry.key);
    if (first) repeated(entry, first, findings);
    else seen.set(entry.key, entry);
    conformEntry(entry, schema, findings);
  }
  for (const key of schema.required ?? []) {
    if (seen.has(key)) continue;
    const hint = `add ${quoted(key)}: ${expected(resolve(schema.properties![key]!))}`;
    findings.error(headOf(map), "missing-key", `${expected(schema)} needs ${quoted(key)}`, hint);
  }
}

function conformEntry({ key, at, value }: Entry, schema: Schema, findings: Findings): void {
  const property =
    schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  if (property) {
    conform(value, property, quoted(key), findings);
  } else if (schema.additionalProperties) {
    const names = schema.propertyNames && resolve(schema.propertyNames);
    if (names && !patternOf(names.pattern ?? "").test(key)) {
      findings.error(at, "bad-key", `${quoted(key)} is not ${expected(names)}`);
    }
    conform(value, schema.additionalProperties, quoted(key), findings);
  } else if (schema.properties) {
    const keys = Object.keys(schema.properties).filter((each) => !each.startsWith("$"));
    const message = `unknown key ${quoted(key)} in ${expected(schema)}`;
    findings.error(at, "unknown-key", message, () => didYouMean(key, keys, "known keys"));
  }
}

function repeated({ key, at }: Entry, first: Entry, findings: Findings): void {
  const message = `${quoted(key)} is given twice, first in line ${findings.lineOf(first.at)}`;
  findings.error(at, "duplicate-key", message, "keep one of them");
}

function mismatch(node: Node, schema: Schema, name: string, findings: Findings): void {
  const { text } = findings;
  const message = `${name} is ${found(node, text)}, expected ${expected(schema)}`;
  findings.error(headOf(node), "wrong-value", message, () => mend(node, schema, text));
}

/** What would most likely make a value right. */
function mend(node: Node, schema: Schema, file: string): string | undefined {
  const allowed = [schema, ...(schema.anyOf ?? [])].map(resolve);
  const takes = (type: string): boolean => allowed.some((each) => each.type === type);
  if (node.kind === "scalar") {
    if (node.value === null) return "leave the key out, or give it a value";
    const word = written(node, file);
    const words = allowed.flatMap((each) => (each.enum ?? []).map(String));
    const near = nearest(word, words);
    if (near !== undefined) return `did you mean "${near}"?`;
    const text: ScalarNode = { ...node, value: word };
    const isNumber = typeof node.value === "number";
    if (
      typeof node.value !== "string" &&
      !takes(typeof node.value) &&
      !(isNumber && takes("integer")) &&
      allowed.some((each) => each.type === "string" && scalarConforms(text, each))
    ) {
      return `text needs quotes here: "${word}"`;
    }
    // What is true or false was not meant to be an entry of anything.
    if (takes("array") && !takes("string") && typeof node.value !== "boolean")
      return `write it as a list: [${quoted(word)}]`;
  }
  if (node.kind === "map" && takes("array") && !takes("object")) {
    return file[node.start] === "{"
      ? "write it as a list: [ ]"
      : 'write it as a list: each entry begins with "- "';
  }
  return undefined;
}

/** The line on which a value begins is enough to mark a map or list; it may be long. */
function headOf(node: Node): Span {
  const first = node.kind === "map" ? node.entries[0]?.at : undefined;
  return first ?? node;
}
