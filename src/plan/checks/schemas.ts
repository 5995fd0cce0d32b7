import { checkSchema } from "../../artifacts/schema.ts";
import type { JsonSchema } from "../../core/artifact.ts";
import type { ArtifactDraft } from "../build/draft.ts";
import { get } from "../syntax/tree.ts";
import type { Node } from "../syntax/tree.ts";

/** JSON Schemas that cannot be used. */
export function checkSchemas(gives: readonly ArtifactDraft[]): void {
  for (const { schema } of gives) {
    // There is nothing that true and false could be wrong in, and so nothing to load a checker for.
    if (!schema || typeof schema.value === "boolean") continue;
    for (const problem of problemsOf(schema.value)) {
      const { node, rest } = placeOf(problem, schema.node);
      const place = node.kind === "map" ? (node.entries[0]?.at ?? node) : node;
      schema.findings.error(place, "bad-schema", `not a JSON Schema: ${rest}`);
    }
  }
}

const known = new Map<string, readonly string[]>();

/** To check a schema takes some ten milliseconds, and plans name the same one often: each is checked once. */
function problemsOf(schema: JsonSchema): readonly string[] {
  const text = JSON.stringify(schema);
  const found = known.get(text) ?? checkSchema(schema);
  if (known.size < 500) known.set(text, found);
  return found;
}

/** A problem begins with the JSON pointer of its place: the node there, and what is said of it. */
function placeOf(problem: string, root: Node): { readonly node: Node; readonly rest: string } {
  for (let at = problem.indexOf(": "); at !== -1; at = problem.indexOf(": ", at + 1)) {
    const node = nodeAt(problem.slice(0, at), root);
    if (node) return { node, rest: problem };
  }
  return { node: root, rest: problem };
}

function nodeAt(pointer: string, root: Node): Node | undefined {
  if (!pointer.startsWith("/")) return undefined;
  let node: Node | undefined = root;
  for (const step of pointer.slice(1).split("/")) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (node?.kind === "map") node = get(node, key);
    else node = node?.kind === "list" ? node.items[Number(key)] : undefined;
  }
  return node;
}
