import type { Span } from "../diagnostic.ts";
import type { ScalarNode } from "./tree.ts";

/**
 * Where a part of a scalar's text stands in the file; the scalar as a whole where that cannot be told, as in
 * text that is folded over lines.
 */
export function inside(node: ScalarNode, part: Span, text: string): Span {
  const value = String(node.value);
  const start = offsetOf(node, value, part.start, text);
  if (start === undefined) return node;
  const last = part.end > part.start ? offsetOf(node, value, part.end - 1, text) : undefined;
  return { start, end: last === undefined ? start + 1 : last + 1 };
}

function offsetOf(
  node: ScalarNode,
  value: string,
  index: number,
  text: string,
): number | undefined {
  const first = text[node.start];
  if (first === "|") return inLiteral(node, value, index, text);
  if (text.startsWith(value, node.start)) return node.start + index;
  if ((first === '"' || first === "'") && text.startsWith(value, node.start + 1))
    return node.start + 1 + index;
  if (first === '"' || first === "'") return inQuotes(node, first, index, text);
  return undefined;
}

/** A `|` block: the lines of the value are lines of the file, indented. */
function inLiteral(
  node: ScalarNode,
  value: string,
  index: number,
  text: string,
): number | undefined {
  const before = value.slice(0, index);
  const line = before.split("\n").length - 1;
  const column = index - (before.lastIndexOf("\n") + 1);
  const lines = value.split("\n");
  let at = node.start;
  for (let count = 0; count <= line; count++) {
    at = text.indexOf("\n", at) + 1;
    if (at === 0) return undefined;
  }
  const end = text.indexOf("\n", at);
  const source = text.slice(at, end === -1 ? text.length : end).replace(/\r$/, "");
  const wanted = lines[line]!;
  return source.endsWith(wanted) ? at + source.length - wanted.length + column : undefined;
}

const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^\n])/y;

/** Quotes with escapes in them: gone through one by one; over several lines it is left. */
function inQuotes(
  node: ScalarNode,
  quote: string,
  index: number,
  text: string,
): number | undefined {
  if (text.slice(node.start, node.end).includes("\n")) return undefined;
  let at = node.start + 1;
  for (let count = 0; count < index; count++) {
    if (quote === "'") at += text[at] === "'" ? 2 : 1;
    else if (text[at] === "\\") {
      ESCAPE.lastIndex = at;
      const escape = ESCAPE.exec(text)?.[0] ?? "\\";
      at += escape.length;
      // One character beyond the basic plane counts as two.
      if (escape.startsWith("\\U") && !escape.startsWith("\\U0000")) count++;
    } else at++;
  }
  return at;
}
