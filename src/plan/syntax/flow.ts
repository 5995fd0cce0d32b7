import { GiveUp } from "./cursor.ts";
import type { Cursor } from "./cursor.ts";
import { plainValue } from "./plain.ts";
import { MAX_DEPTH } from "./tree.ts";
import type { Entry, Node, ScalarNode } from "./tree.ts";

interface FlowOptions {
  /** Where the whole text is one collection, as in JSON, it may go over lines without rules of indentation. */
  readonly severalLines: boolean;
  readonly depth: number;
}

/** Text without quotes inside `[…]` and `{…}`: only what can be nothing else. */
const PLAIN = /[A-Za-z0-9_./+-](?:[A-Za-z0-9_./+@=-]| (?=[A-Za-z0-9_./+@=-]))*/y;
const PLAIN_KEY = /[A-Za-z_][A-Za-z0-9_.-]*(?=: )/y;
const TYPED_KEY = /^(?:null|true|false)$/i;

/** Reads `[…]` or `{…}`, with what it holds. */
export function readFlow(cursor: Cursor, options: FlowOptions): Node {
  if (options.depth > MAX_DEPTH) throw GiveUp;
  const { text, pos: start } = cursor;
  const isMap = text[start] === "{";
  const close = isMap ? "}" : "]";
  const items: Node[] = [];
  const entries: Entry[] = [];
  cursor.pos++;
  for (;;) {
    skip(cursor, options);
    if (text[cursor.pos] === close) break;
    if (isMap) entries.push(readEntry(cursor, options));
    else items.push(readValue(cursor, options));
    skip(cursor, options);
    if (text[cursor.pos] === close) break;
    if (text[cursor.pos] !== ",") throw GiveUp;
    cursor.pos++;
  }
  const end = ++cursor.pos;
  return isMap ? { kind: "map", start, end, entries } : { kind: "list", start, end, items };
}

function readEntry(cursor: Cursor, options: FlowOptions): Entry {
  const { text, pos: start } = cursor;
  let key: string;
  if (text[start] === '"') {
    key = String(readQuoted(cursor).value);
  } else {
    PLAIN_KEY.lastIndex = start;
    key = PLAIN_KEY.exec(text)?.[0] ?? "";
    if (key === "" || TYPED_KEY.test(key)) throw GiveUp;
    cursor.pos += key.length;
  }
  const at = { start, end: cursor.pos };
  while (text[cursor.pos] === " ") cursor.pos++;
  if (text[cursor.pos] !== ":") throw GiveUp;
  cursor.pos++;
  skip(cursor, options);
  return { key, at, value: readValue(cursor, options) };
}

function readValue(cursor: Cursor, options: FlowOptions): Node {
  const { text, pos: start } = cursor;
  const first = text[start];
  if (first === "{" || first === "[")
    return readFlow(cursor, { ...options, depth: options.depth + 1 });
  if (first === '"' || first === "'") return readQuoted(cursor);
  PLAIN.lastIndex = start;
  const plain = PLAIN.exec(text)?.[0];
  if (plain === undefined || plain.startsWith("- ") || plain === "-" || plain.startsWith("---"))
    throw GiveUp;
  cursor.pos += plain.length;
  return { kind: "scalar", value: plainValue(plain), start, end: cursor.pos };
}

/** White space between the parts. Comments are left to the full parser. */
function skip(cursor: Cursor, { severalLines }: FlowOptions): void {
  const { text } = cursor;
  for (;;) {
    const character = text[cursor.pos];
    if (character === " ") cursor.pos++;
    else if (severalLines && (character === "\n" || character === "\r" || character === "\t"))
      cursor.pos++;
    else return;
  }
}

/** Text in quotes, on one line. In double quotes, the escapes that JSON has. */
export function readQuoted(cursor: Cursor): ScalarNode {
  const { text, pos: start } = cursor;
  const quote = text[start]!;
  let at = start + 1;
  let escapes = false;
  for (;;) {
    const character = text[at];
    if (character === undefined || character === "\n" || character === "\r" || character === "\t")
      throw GiveUp;
    if (character === quote) {
      if (quote === '"' || text[at + 1] !== "'") break;
      escapes = true;
      at++;
    } else if (character === "\\" && quote === '"') {
      escapes = true;
      at++;
    }
    at++;
  }
  cursor.pos = at + 1;
  const inner = text.slice(start + 1, at);
  const value = !escapes ? inner : quote === "'" ? inner.replaceAll("''", "'") : unescaped(inner);
  return { kind: "scalar", value, start, end: cursor.pos };
}

function unescaped(inner: string): string {
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    throw GiveUp;
  }
}
