import { basename, extname } from "node:path";
import type { Input } from "../../core/plan.ts";
import { conform } from "../schema/conform.ts";
import { definition } from "../schema/published.ts";
import { found, quoted } from "../schema/words.ts";
import { asMap, asText, get, written } from "../syntax/tree.ts";
import type { Entry, Node } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import type { Around } from "./namedText.ts";
import { checkParamsOnly } from "./paramsOnly.ts";

interface Inputs {
  readonly inputs?: readonly Input[];
  readonly inputPhase?: string;
}

/** Expressions read it as `inputs.phase`. */
const PHASE = "phase";

/** What a run is about: documents, each frozen by its hash, and which part of them. */
export function readInputs(
  node: Node | undefined,
  params: Readonly<Record<string, unknown>>,
  around: Around,
): Inputs {
  const { findings } = around;
  const map = asMap(node);
  const long = map && (get(map, PHASE) ?? get(map, "documents")) ? map : undefined;
  if (!long) return defined({ inputs: readDocuments(node, around) });
  conform(long, definition("Inputs"), "inputs", findings);
  const phase = get(long, PHASE);
  // Runs are named after it before anything is worked out.
  if (phase?.kind === "scalar") checkParamsOnly(phase, PHASE, params, findings);
  return defined({
    inputs: readDocuments(get(long, "documents"), around),
    inputPhase: phase?.kind === "scalar" ? written(phase, findings.text) : undefined,
  });
}

interface Written {
  readonly name: string;
  readonly at: Node;
  readonly path: string;
}

function readDocuments(node: Node | undefined, around: Around): Input[] | undefined {
  const documents =
    node?.kind === "list"
      ? node.items.flatMap((at) => pathOf(at, (path) => nameOf(path)))
      : (asMap(node)?.entries ?? []).flatMap((entry) => namedPath(entry, around));
  const names = new Map<string, Written>();
  const inputs = documents.flatMap((document) => {
    const { name, at, path } = document;
    const other = names.get(name);
    if (other) {
      // Within a map it is a key that is given twice.
      if (node?.kind === "list") {
        const message = `${quoted(path)} and ${quoted(other.path)} would both be called ${quoted(name)}`;
        around.findings.error(at, "duplicate-id", message, "name them: { first: …, second: … }");
      }
      return [];
    }
    names.set(name, document);
    const file = around.files.read(path, at);
    return file ? [{ name, path: file.path, sha256: file.sha256 }] : [];
  });
  return inputs.length === 0 ? undefined : inputs;
}

/** The schema leaves room there for what the long form holds. */
function namedPath({ key, value }: Entry, { findings }: Around): Written[] {
  if (asText(value) === undefined) {
    const message = `${quoted(key)} is ${found(value, findings.text)}, expected the path of a file`;
    findings.error(value, "wrong-value", message);
  }
  return pathOf(value, () => key);
}

function pathOf(at: Node, name: (path: string) => string): Written[] {
  const path = asText(at);
  return path === undefined || path === "" ? [] : [{ name: name(path), at, path }];
}

/** `docs/my spec.md` is called `my_spec`. */
function nameOf(path: string): string {
  const name = basename(path, extname(path)).replaceAll(/[^A-Za-z0-9_]/g, "_");
  return /^[A-Za-z_]/.test(name) && name !== PHASE ? name : `_${name}`;
}
