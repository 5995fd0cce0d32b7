import type { Line } from "./lines.ts";

/** A JSON value that stands in a text by itself. */
export interface Found {
  readonly value: unknown;
  /** Its first and last line, from 0; of a block in a fence those of the fence. */
  readonly from: number;
  readonly to: number;
  /** The words after the fence's opening marks, where it stands in one. */
  readonly info?: string;
}

/** A fence whose label says that it holds an artifact, but that is not JSON. */
export interface Broken {
  readonly from: number;
  readonly to: number;
  readonly info: string;
  readonly why: string;
}

/** Counts the characters that were looked at, so that a test can see how the work grows. */
export interface Effort {
  steps: number;
}

const DEEPEST = 100;

/** How often each character may be looked at, on average, in search of objects outside of fences. */
const PATIENCE = 8;

/** The JSON values in fences, and the objects outside of them, in the order in which they stand. */
export function objectsIn(
  lines: readonly Line[],
  effort: Effort = { steps: 0 },
): { readonly found: readonly Found[]; readonly broken: readonly Broken[] } {
  const found: Found[] = [];
  const broken: Broken[] = [];
  const fences = fencesOf(lines);
  const most = lines.reduce((sum, { raw }) => sum + raw.length + 1, 0) * PATIENCE;
  for (let at = 0; at < lines.length; at++) {
    const block = fences.get(at);
    if (block) {
      const parsed = parsedBlock(lines.slice(at + 1, block.to));
      if ("value" in parsed) {
        found.push({ ...block, ...parsed });
        at = block.to;
      } else broken.push({ ...block, ...parsed });
      continue;
    }
    const bare = effort.steps < most ? bareObject(lines, at, effort) : undefined;
    if (!bare) continue;
    found.push(bare);
    at = bare.to;
  }
  return { found, broken };
}

const FENCE = /^[\s>\u200B\uFEFF]{0,20}(?:`{3,20}|~{3,20})\s{0,8}([^`]{0,200})$/;

/**
 * What may be blocks, by first line. JSON holds no line that looks like a fence, so that a block ends at the next
 * one; whether it is that block's end or the beginning of another is seen when the block was read.
 */
function fencesOf(lines: readonly Line[]) {
  const blocks = new Map<number, { from: number; to: number; info: string }>();
  let open: { from: number; info: string } | undefined;
  for (let at = 0; at <= lines.length; at++) {
    const info = at === lines.length ? "" : FENCE.exec(lines[at]!.raw)?.[1]?.trim();
    if (info === undefined) continue;
    if (open && info === "") blocks.set(open.from, { ...open, to: at });
    open = { from: at, info };
  }
  return blocks;
}

function parsedBlock(lines: readonly { raw: string }[]): { value: unknown } | { why: string } {
  try {
    return { value: JSON.parse(lines.map(({ raw }) => raw).join("\n")) as unknown };
  } catch (cause) {
    // In a quotation each line has its mark, and marks that nobody sees may stand between.
    const cleaned = lines.map(({ raw }) => raw.replace(/^(?:\s{0,3}>)+/, "")).join("\n");
    try {
      return { value: JSON.parse(cleaned.replace(/[\u200B\u2060\uFEFF]/g, "")) as unknown };
    } catch {
      return { why: (cause as Error).message };
    }
  }
}

/** The object that begins with the first brace of a line, if there is one. */
function bareObject(lines: readonly Line[], at: number, effort: Effort): Found | undefined {
  const begin = lines[at]!.raw.indexOf("{");
  if (begin === -1) return undefined;
  const end = endOfObject(lines, at, begin, effort);
  if (!end) return undefined;
  const parts = lines.slice(at, end.line + 1).map(({ raw }) => ({ raw }));
  parts.at(-1)!.raw = parts.at(-1)!.raw.slice(0, end.column);
  parts[0]!.raw = parts[0]!.raw.slice(begin);
  const parsed = parsedBlock(parts);
  return "value" in parsed ? { ...parsed, from: at, to: end.line } : undefined;
}

/** Where the braces are even again. It gives up at the first character that JSON has not there. */
function endOfObject(lines: readonly Line[], at: number, begin: number, effort: Effort) {
  let depth = 0;
  let before = "";
  for (let line = at; line < lines.length; line++) {
    const { raw } = lines[line]!;
    for (let column = line === at ? begin : 0; column < raw.length; column++) {
      effort.steps++;
      const character = raw[column]!;
      if (/[\s\u200B\u2060\uFEFF]/.test(character)) continue;
      if (before === "{" && character !== '"' && character !== "}") return undefined;
      if (character === '"') {
        column = endOfString(raw, column, effort);
        if (column === -1) return undefined;
      } else if (character === "{" || character === "[") {
        if (++depth > DEEPEST) return undefined;
      } else if (character === "}" || character === "]") {
        if (--depth === 0) return { line, column: column + 1 };
      } else if (!/[,:\d+.eE\-truefalsn]/.test(character)) return undefined;
      before = character;
    }
  }
  return undefined;
}

/** JSON's strings end on the line on which they begin. */
function endOfString(text: string, begin: number, effort: Effort): number {
  for (let at = begin + 1; at < text.length; at++) {
    effort.steps++;
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}
