import type { Line } from "./lines.ts";
import { bare, entryOf } from "./lines.ts";

export type MarkerKey =
  | "aop-summary"
  | "aop-details"
  | "aop-status"
  | "task-complete"
  | "task-done"
  | "status"
  | "files"
  | "summary"
  | "tests"
  | "result"
  | "data"
  | "flag"
  | "artifact";

/** A word of one of the ways in which agents report, with what follows it. */
export interface Marker {
  readonly key: MarkerKey;
  readonly value: string;
  /** Number of its line, from 0. */
  readonly line: number;
}

const AOP =
  /\[\s{0,8}AOP\s{0,8}[:_ -]\s{0,8}(SUMMARY|DETAILS|DETAILS\\?[_ -]?FILE|STATUS)\s{0,8}\]/gi;

const WORD =
  /^(TASK\\?[_ -]?COMPLETED?|TASK\\?[_ -]?DONE|STATUS|ARTIFACTS?|FILES|SUMMARY|TESTS|RESULT|DATA|FLAG)[*_`]{0,3}\s{0,8}:/i;

const KEYS: Readonly<Record<string, MarkerKey>> = {
  taskcomplete: "task-complete",
  taskcompleted: "task-complete",
  taskdone: "task-done",
  status: "status",
  artifacts: "files",
  files: "files",
  artifact: "artifact",
  summary: "summary",
  tests: "tests",
  result: "result",
  data: "data",
  flag: "flag",
};

/** All markers of the lines that are not skipped, in order. */
export function markersOf(lines: readonly Line[], skipped: ReadonlySet<number>): readonly Marker[] {
  const found: Marker[] = [];
  for (let at = 0; at < lines.length; at++)
    if (!skipped.has(at)) found.push(...markersIn(lines[at]!, at));
  const marked = new Set(found.map(({ line }) => line));
  return found.map((marker) => ({ ...marker, value: continued(marker, lines, marked) }));
}

function markersIn({ text, plain }: Line, line: number): Marker[] {
  const aop = [...plain.matchAll(AOP)];
  if (aop.length > 0)
    return aop.map((match, at) => ({
      key: `aop-${match[1]!.slice(0, 7).toLowerCase()}` as MarkerKey,
      value: bare(text.slice(match.index + match[0].length, aop[at + 1]?.index)),
      line,
    }));
  const match = WORD.exec(plain);
  if (!match) return [];
  const key = KEYS[match[1]!.toLowerCase().replace(/[^a-z]/g, "")]!;
  return [{ key, value: bare(text.slice(match[0].length)), line }];
}

/** How many lines a value may go on for. */
const MOST_LINES = 200;

/** Values that stand below their marker; `DATA` and lists go on after their first line too. */
function continued(
  { key, value, line }: Marker,
  lines: readonly Line[],
  marked: ReadonlySet<number>,
): string {
  const list = key === "files" && value.startsWith("[") && !value.includes("]");
  if (value !== "" && key !== "data" && !list) return value;
  const parts = value === "" ? [] : [value];
  for (let at = line + 1; at < lines.length && at <= line + MOST_LINES; at++) {
    const { text, raw } = lines[at]!;
    if (marked.has(at)) break;
    if (text === "") {
      if (parts.length > 0 && key !== "data" && raw.trim() === "") break;
      continue;
    }
    parts.push(key === "data" ? raw : key === "files" ? entryOf(lines[at]!) : bare(text));
    if (list && text.includes("]")) break;
  }
  return parts.join("\n").trim();
}
