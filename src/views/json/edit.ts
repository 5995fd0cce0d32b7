import type { JsonValue } from "../../core/artifact.ts";
import { EditedObject } from "./editedObject.ts";
import { layoutOfText } from "./layout.ts";
import { childrenOf, nodesTo, readJson } from "./read.ts";
import type { JsonNode, JsonPath } from "./read.ts";

/** A member of an object as it is to be. Its value undefined: it is not to be there. */
export interface JsonChange {
  readonly path: JsonPath;
  readonly value: JsonValue | undefined;
}

/**
 * Makes changes in a JSON text, and leaves every other character of it as it is: keys that nobody here knows, their
 * order, how numbers are written, white space. What is added is written as what stands around it.
 * A change below something that is no object is left out. Undefined where the text is no JSON.
 */
export function editJson(text: string, changes: readonly JsonChange[]): string | undefined {
  let now: string | undefined = readJson(text) && text;
  for (const batch of batchesOf(changes)) now = now === undefined ? undefined : edit(now, batch);
  return now;
}

/** A change below what another has made before can only be made once that is there. */
function batchesOf(changes: readonly JsonChange[]): JsonChange[][] {
  const batches: JsonChange[][] = [];
  let made = new Set<string>();
  for (const each of changes) {
    const above = each.path.map((_, length) => JSON.stringify(each.path.slice(0, length)));
    if (batches.length === 0 || above.some((path) => made.has(path))) {
      batches.push([]);
      made = new Set();
    }
    made.add(JSON.stringify(each.path));
    batches.at(-1)!.push(each);
  }
  return batches;
}

/** The text is read once and written once, however many changes there are. */
function edit(text: string, changes: readonly JsonChange[]): string {
  const root = readJson(text)!;
  const layout = layoutOfText(text);
  const edited = new Map<JsonNode, EditedObject>();
  /** Nodes with anything in them that is edited. */
  const touched = new Set<JsonNode>();
  const render = (node: JsonNode): string =>
    touched.has(node)
      ? (edited.get(node)?.written(render) ?? around(text, node, render))
      : text.slice(node.start, node.end);
  for (const { path, value } of changes) {
    const way = nodesTo(root, path.slice(0, -1));
    const parent = way?.at(-1);
    const key = path.at(-1);
    if (parent?.kind !== "object" || typeof key !== "string") continue;
    const object = edited.get(parent) ?? new EditedObject(text, parent, layout);
    edited.set(parent, object);
    for (const each of way!) touched.add(each);
    object.set(key, value, render);
  }
  return text.slice(0, root.start) + render(root) + text.slice(root.end);
}

/** A node as it stands, but for what is in it. */
function around(text: string, node: JsonNode, render: (node: JsonNode) => string): string {
  let at = node.start;
  const inside = childrenOf(node).map((child) => {
    const before = text.slice(at, child.start);
    at = child.end;
    return before + render(child);
  });
  return inside.join("") + text.slice(at, node.end);
}
