import { GiveUp } from "./cursor.ts";
import type { Cursor } from "./cursor.ts";
import type { ScalarNode } from "./tree.ts";

const HEADER = /\|(-?) *(?: #[^\n]*)?(?:\r?\n)/y;

/** Reads a `|` or `|-` block: text whose lines are kept, indented more than `column`. */
export function readLiteral(cursor: Cursor, column: number): ScalarNode {
  const { text, pos: start } = cursor;
  HEADER.lastIndex = start;
  const header = HEADER.exec(text);
  if (!header) throw GiveUp;
  const lines: string[] = [];
  let indent = -1;
  let at = HEADER.lastIndex;
  let end = at;
  while (at < text.length) {
    let next = text.indexOf("\n", at);
    if (next === -1) next = text.length;
    const line = text.slice(at, text[next - 1] === "\r" ? next - 1 : next);
    const spaces = indentOf(line);
    if (spaces === line.length) {
      // A blank line before the first other one may not be indented more than that one: leave such to the full parser.
      if (indent === -1 && spaces > 0) throw GiveUp;
      lines.push(indent === -1 ? "" : line.slice(indent));
    } else {
      if (line[spaces] === "\t" && (indent === -1 || spaces < indent)) throw GiveUp;
      if (indent === -1) indent = spaces;
      if (indent <= column) throw GiveUp;
      if (spaces < indent) break;
      lines.push(line.slice(indent));
      end = at + line.length;
    }
    at = next + 1;
  }
  if (indent === -1) throw GiveUp;
  cursor.pos = end;
  cursor.nextLine();
  if (cursor.column > column) throw GiveUp;
  while (lines.at(-1) === "") lines.pop();
  const value = lines.join("\n") + (header[1] === "-" ? "" : "\n");
  return { kind: "scalar", value, start, end };
}

function indentOf(line: string): number {
  let at = 0;
  while (line[at] === " ") at++;
  return at;
}
