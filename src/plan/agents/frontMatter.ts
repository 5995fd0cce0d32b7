import type { Span } from "../diagnostic.ts";
import type { NamedFile } from "../files/namedFiles.ts";
import { Findings } from "../findings.ts";
import { readText } from "../syntax/read.ts";
import type { Entry } from "../syntax/tree.ts";

/** The head of a Markdown file between two lines `---`, and what comes after. */
export interface FrontMatter {
  readonly entries: readonly Entry[];
  readonly body: string;
}

const FENCE = /^---[ \t]*\r?$/gm;

/** The place of the first line, for what concerns a file's head. */
const FIRST: Span = { start: 0, end: 3 };

/** What a file's front matter says; undefined where it has none that can be read, which is reported. */
export function readFrontMatter({ text, findings }: NamedFile): FrontMatter | undefined {
  const head = headOf(text);
  if (head === "none" || head === "unclosed") {
    const message =
      head === "none"
        ? 'an agent\'s file begins with front matter, and this one does not begin with a line "---"'
        : 'the front matter that begins here has no second line "---"';
    const hint = 'for a file that is all prompt, write "system: <the file>" under "agents"';
    findings.error(FIRST, "bad-front-matter", message, head === "none" ? hint : undefined);
    return undefined;
  }
  const entries = entriesOf(text.slice(0, head.end), findings);
  return entries && { entries, body: text.slice(head.bodyStart) };
}

/** The name that a file's front matter gives, as far as that can be told at a glance. */
export function nameIn(text: string): string | undefined {
  const head = headOf(text.replace(/^\ufeff/, ""));
  if (typeof head === "string") return undefined;
  const name = /^name:[ \t]*(.*?)[ \t]*\r?$/m.exec(text.slice(0, head.bodyStart))?.[1];
  return name?.replace(/^(["'])(.*)\1$/, "$2");
}

/** `end`: where the closing line begins. */
function headOf(text: string): "none" | "unclosed" | { end: number; bodyStart: number } {
  FENCE.lastIndex = 0;
  if (FENCE.exec(text)?.index !== 0) return "none";
  const close = FENCE.exec(text);
  if (!close) return "unclosed";
  const lineEnd = text.indexOf("\n", close.index);
  return { end: close.index, bodyStart: lineEnd === -1 ? text.length : lineEnd + 1 };
}

/**
 * Many files hold a description with ": " or with lines of its own in it, which is no YAML, and Claude Code reads
 * them all the same: what is not YAML is read line by line.
 */
function entriesOf(head: string, findings: Findings): readonly Entry[] | undefined {
  const apart = new Findings(findings.text, "");
  const root = readText(head, apart);
  const [problem] = apart.list().filter((each) => each.severity === "error");
  if (!problem && root?.kind === "map") return root.entries;
  if (!problem && (root === undefined || (root.kind === "scalar" && root.value === null)))
    return [];
  const entries = lineByLine(head);
  const at = problem ? placeOf(problem.line, problem.column, head) : FIRST;
  const why = problem?.message ?? "it is no map of keys";
  if (entries.length === 0) {
    findings.error(at, "bad-front-matter", `the front matter cannot be read: ${why}`);
    return undefined;
  }
  const hint = 'text with ": " in it, or over several lines, needs quotes or a "|"';
  findings.warn(at, "bad-front-matter", `the front matter is not YAML: ${why}`, hint);
  return entries;
}

function placeOf(line: number, column: number, text: string): Span {
  const lines = text.split("\n").slice(0, Math.max(0, line - 1));
  const start = lines.reduce((sum, each) => sum + each.length + 1, 0) + Math.max(0, column - 1);
  return { start, end: start + 1 };
}

const KEY_LINE = /^([A-Za-z][\w-]*):[ \t]*(.*?)[ \t]*\r?$/gm;

/** `key: value` at the beginnings of lines, each value up to the end of its line. */
function lineByLine(head: string): Entry[] {
  return [...head.matchAll(KEY_LINE)].map((match) => {
    const [, key = "", raw = ""] = match;
    const start = match.index + match[0].indexOf(raw, key.length + 1);
    const value = raw === "" ? null : raw.replace(/^(["'])(.*)\1$/, "$2");
    return {
      key,
      at: { start: match.index, end: match.index + key.length },
      value: { kind: "scalar", value, start, end: start + raw.length },
    };
  });
}
