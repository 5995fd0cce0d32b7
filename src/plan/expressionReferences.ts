import type { ASTNode } from "@marcbachmann/cel-js";
import type { Span } from "./diagnostic.ts";

/** A name that an expression reads from its surroundings, with what it takes from there: `outputs["scan"].count`. */
export interface Reference {
  readonly root: string;
  readonly at: Span;
  /** Without a name where only the evaluation can tell: `outputs[params.which]`. */
  readonly path: readonly { readonly name?: string; readonly at: Span }[];
}

/** `tasks["x"].status == "failed"`: what is read is compared with a text. */
export interface Comparison {
  readonly reference: Reference;
  readonly literal: string;
  /** Where the text stands. */
  readonly at: Span;
}

export interface Readings {
  readonly references: readonly Reference[];
  readonly comparisons: readonly Comparison[];
}

interface Found {
  readonly references: Reference[];
  readonly comparisons: Comparison[];
}

/** Calls whose first argument is the name of a variable in the others. */
const BINDING = new Set(["all", "exists", "exists_one", "map", "filter", "bind"]);

/** What an expression reads from its surroundings; variables that it binds itself are not among it. */
export function readingsOf(root: ASTNode): Readings {
  const found: Found = { references: [], comparisons: [] };
  collect(root, new Set(), found);
  return found;
}

function collect(node: ASTNode, bound: ReadonlySet<string>, found: Found): void {
  const chain = chainOf(node);
  if (chain) {
    if (!bound.has(chain.root)) found.references.push(chain);
    for (const index of indexesOf(node)) collect(index, bound, found);
    return;
  }
  if (node.op === "rcall" && BINDING.has(node.args[0])) {
    const [, receiver, [variable, ...rest]] = node.args;
    if (!isBinder(receiver)) collect(receiver, bound, found);
    const inner = variable?.op === "id" ? new Set([...bound, variable.args]) : bound;
    for (const each of rest) collect(each, inner, found);
    return;
  }
  const first = found.references.length;
  for (const child of childrenOf(node)) collect(child, bound, found);
  if (node.op === "==" || node.op === "!=") compare(node.args, found.references[first], found);
}

/** Notes a comparison of one reference with one text, on either side. */
function compare(
  operands: readonly ASTNode[],
  reference: Reference | undefined,
  found: Found,
): void {
  const isChain = operands.some((each) => chainOf(each) !== undefined);
  if (!isChain || !reference) return;
  for (const { op, args, start, end } of operands) {
    if (op === "value" && typeof args === "string") {
      found.comparisons.push({ reference, literal: args, at: { start, end } });
    }
  }
}

/** `cel` in `cel.bind(x, …)` is no variable. */
const isBinder = (node: ASTNode): boolean => node.op === "id" && node.args === "cel";

/** A name with members and indexes after it, and nothing else. */
function chainOf(node: ASTNode): Reference | undefined {
  const path: { name?: string; at: Span }[] = [];
  let at = node;
  for (;;) {
    switch (at.op) {
      case "id":
        return { root: at.args, at: { start: at.start, end: node.end }, path: path.toReversed() };
      case ".":
      case ".?":
        path.push({ name: at.args[1], at: { start: at.end - at.args[1].length, end: at.end } });
        break;
      case "[]":
      case "[?]": {
        const index = at.args[1];
        const name =
          index.op === "value" && typeof index.args === "string" ? { name: index.args } : {};
        path.push({ ...name, at: { start: index.start, end: index.end } });
        break;
      }
      default:
        return undefined;
    }
    at = at.args[0];
  }
}

/** What stands between the brackets of a chain. */
function indexesOf(node: ASTNode): ASTNode[] {
  const indexes: ASTNode[] = [];
  let at = node;
  while (at.op === "." || at.op === ".?" || at.op === "[]" || at.op === "[?]") {
    if (at.op === "[]" || at.op === "[?]") indexes.push(at.args[1]);
    at = at.args[0];
  }
  return indexes;
}

function childrenOf({ args }: ASTNode): ASTNode[] {
  const children: ASTNode[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) visit(each);
    else if (typeof value === "object" && value !== null && "op" in value)
      children.push(value as ASTNode);
  };
  visit(args);
  return children;
}
