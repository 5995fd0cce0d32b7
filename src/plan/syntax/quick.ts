import { Cursor, GiveUp } from "./cursor.ts";
import { readFlow, readQuoted } from "./flow.ts";
import { readLiteral } from "./literal.ts";
import { plainValue } from "./plain.ts";
import { MAX_DEPTH } from "./tree.ts";
import type { Entry, ListNode, MapNode, Node } from "./tree.ts";

/**
 * Reads the YAML that plans are nearly always written in, and all of JSON, several times as fast as the full
 * parser. It knows its limits: whatever is not plainly within them (anchors, tags, text over several lines,
 * anything that is or may be wrong) makes it give up, and the full parser decides. So it must never
 * read a text differently from the full parser, and never report an error.
 */
export function readQuick(text: string): QuickReading {
  const cursor = new Cursor(text);
  try {
    if (!cursor.firstLine()) return { stoppedAt: 0 };
    const root = readRoot(cursor);
    return cursor.column === -1 ? { root } : { stoppedAt: cursor.pos };
  } catch (error) {
    if (error === GiveUp) return { stoppedAt: cursor.pos };
    throw error;
  }
}

/** What was read, or where the reader gave up. */
export type QuickReading = { readonly root: Node } | { readonly stoppedAt: number };

function readRoot(cursor: Cursor): Node {
  const first = cursor.text[cursor.pos];
  if (first !== "{" && first !== "[") return readBlock(cursor, 0);
  const root = readFlow(cursor, { severalLines: true, depth: 0 });
  cursor.endOfValue(-1);
  return root;
}

/** A map or a list, whichever begins where the cursor is; its column is the indentation of its entries. */
function readBlock(cursor: Cursor, depth: number): Node {
  if (depth > MAX_DEPTH) throw GiveUp;
  return cursor.atDash() ? readList(cursor, depth) : readMap(cursor, depth);
}

function readList(cursor: Cursor, depth: number): ListNode {
  const { column, pos: start } = cursor;
  const items: Node[] = [];
  let end = start;
  while (cursor.column === column && cursor.atDash()) {
    cursor.pos++;
    const item = cursor.restIsEmpty()
      ? readNested(cursor, column, depth, false)
      : readItem(cursor, column, depth);
    items.push(item);
    end = item.end;
  }
  return { kind: "list", start, end, items };
}

/** What stands on the line of its dash: a map or a list that begins there, or a value. */
function readItem(cursor: Cursor, column: number, depth: number): Node {
  if (!cursor.atDash() && !cursor.atKey()) return readInline(cursor, column, depth);
  cursor.column = cursor.pos - cursor.lineStart;
  return readBlock(cursor, depth + 1);
}

function readMap(cursor: Cursor, depth: number): MapNode {
  const { column, pos: start } = cursor;
  const entries: Entry[] = [];
  let end = start;
  while (cursor.column === column && !cursor.atDash()) {
    const at = cursor.key();
    const value = cursor.restIsEmpty()
      ? readNested(cursor, column, depth, true)
      : readInline(cursor, column, depth);
    entries.push({ key: cursor.text.slice(at.start, at.end), at, value });
    end = value.end;
  }
  return { kind: "map", start, end, entries };
}

/** What stands on the lines below, indented more. A list under a key need not be. */
function readNested(cursor: Cursor, column: number, depth: number, underKey: boolean): Node {
  const here = cursor.pos;
  cursor.nextLine();
  if (cursor.column > column) return readBlock(cursor, depth + 1);
  if (underKey && cursor.column === column && cursor.atDash()) return readList(cursor, depth + 1);
  return { kind: "scalar", value: null, start: here, end: here };
}

/** A value that begins on the line of its key or dash. */
function readInline(cursor: Cursor, column: number, depth: number): Node {
  const { text, pos: start } = cursor;
  const first = text[start]!;
  if (first === "|") return readLiteral(cursor, column);
  const node =
    first === '"' || first === "'"
      ? readQuoted(cursor)
      : first === "[" || first === "{"
        ? readFlow(cursor, { severalLines: false, depth: depth + 1 })
        : undefined;
  if (node) {
    cursor.endOfValue(column);
    return node;
  }
  const end = cursor.plainEnd();
  cursor.endOfValue(column);
  return { kind: "scalar", value: plainValue(text.slice(start, end)), start, end };
}
