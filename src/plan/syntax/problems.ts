import type { Document, ErrorCode, YAMLError } from "yaml";
import type { Span } from "../diagnostic.ts";
import type { Findings } from "../findings.ts";
import { loadYaml } from "../load.ts";

/** One slip makes a parser stumble many times; the first few are what a person can use. */
const MOST = 5;

/** Tells what the full parser found wrong with a text, in our words, at most once a line. */
export function reportSyntax(document: Document.Parsed, findings: Findings): void {
  const lines = new Set<number>();
  const problems: readonly YAMLError[] = [...document.errors, ...document.warnings];
  for (const problem of problems) {
    if (lines.size === MOST) return;
    const { message, hint, at } = explain(problem, document, findings.text);
    const line = findings.lineOf(at);
    if (lines.has(line)) continue;
    lines.add(line);
    findings.error(at, "yaml", message, hint);
  }
}

interface Explanation {
  readonly message: string;
  readonly hint?: string;
}

function explain(
  problem: YAMLError,
  document: Document.Parsed,
  text: string,
): Explanation & { readonly at: Span } {
  const { code, message, pos } = problem;
  const at = { start: pos[0], end: Math.max(pos[1], pos[0] + 1) };
  const tab = indentingTab(text, at);
  if (tab) return { ...TAB, at: tab };
  if (message.endsWith("quote")) return unclosed(/["']/, at, document, text);
  if (/must.* end with a/.test(message)) return unclosed(/[[{]/, at, document, text);
  if (code === "MULTIPLE_DOCS")
    return { ...EXPLANATIONS.MULTIPLE_DOCS!, at: { ...at, end: at.start + 3 } };
  return { ...(EXPLANATIONS[code] ?? special(problem, text)), at };
}

/** What depends on the text at the place, or on more than the error's code. */
function special({ code, message, pos: [start] }: YAMLError, text: string): Explanation {
  const found = text.slice(start, start + 1);
  if (code === "BAD_SCALAR_START") {
    return {
      message: `text without quotes cannot begin with "${found}"`,
      hint: "put the text in quotes",
    };
  }
  if (message.includes("map values")) {
    return {
      message: 'this is neither a key nor a value: a ":" is missing',
      hint: 'write "key: value"',
    };
  }
  if (message.includes("without - indicator")) {
    return {
      message: "this belongs neither to the entry above nor to the list",
      hint: "indent it like the first key of the entry",
    };
  }
  if (message.includes("block-seq-ind")) {
    return {
      message: "a list cannot begin on the line of its key",
      hint: 'put "- " on the next line, or write [a, b]',
    };
  }
  if (message.includes("at node end")) {
    const quote = /['"]$/.exec(text.slice(0, start).trimEnd())?.[0];
    const hints = {
      "'": "within single quotes, '' stands for '",
      '"': 'within double quotes, \\" stands for "',
    };
    const hint = quote === undefined ? {} : { hint: hints[quote as "'" | '"'] };
    return { message: "the value has ended before this", ...hint };
  }
  if (code === "UNEXPECTED_TOKEN") {
    return {
      message:
        found.trim() === "" ? "something is missing here" : `"${found}" is not expected here`,
    };
  }
  return { message: message.charAt(0).toLowerCase() + message.slice(1) };
}

/** A tab before the content of the line, which is the reason for whatever else the parser says of it. */
function indentingTab(text: string, { start }: Span): Span | undefined {
  const line = text.lastIndexOf("\n", start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(line, line + 200))![0];
  const tab = indent.indexOf("\t");
  return tab === -1 ? undefined : { start: line + tab, end: line + tab + 1 };
}

/** What does not end is shown where it begins: the parser notices only at the end of the file. */
function unclosed(
  opener: RegExp,
  at: Span,
  document: Document.Parsed,
  text: string,
): Explanation & { readonly at: Span } {
  let start = -1;
  loadYaml().visit(document, {
    Node: (_key, { range }) => {
      const opens = range && opener.test(text[range[0]] ?? "");
      if (opens && range[0] < at.start && range[2] >= at.start && range[0] > start)
        start = range[0];
    },
  });
  const opening = text[start];
  if (opening === undefined) return { message: "something that was opened is not closed", at };
  const place = { start, end: start + 1 };
  if (opening === '"' || opening === "'")
    return { message: "this quote is never closed", at: place };
  const closing = opening === "[" ? "]" : "}";
  const hint = `add the "${closing}"; on a line of its own, indent it more than the key`;
  return { message: `this "${opening}" is never closed`, hint, at: place };
}

const TAB: Explanation = { message: "a tab cannot indent in YAML", hint: "use spaces" };

const EXPLANATIONS: Partial<Record<ErrorCode, Explanation>> = {
  TAB_AS_INDENT: TAB,
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second ": " on one line',
    hint: 'put the text in quotes: in YAML ": " begins a value',
  },
  MULTILINE_IMPLICIT_KEY: { message: 'a ":" or a "," is missing at the end of this line' },
  BAD_DQ_ESCAPE: {
    message: "no such escape in double quotes",
    hint: "single quotes keep a backslash as it is",
  },
  BAD_INDENT: { message: "the indentation fits neither the line above nor anything before it" },
  BLOCK_IN_FLOW: {
    message: "this is not possible inside [ ] or { }",
    hint: 'is a "," missing before it?',
  },
  MULTIPLE_DOCS: {
    message: "a plan file holds one document; a second one begins here",
    hint: "put each plan in a file of its own",
  },
  MULTIPLE_ANCHORS: { message: "a value can be marked only once" },
  TAG_RESOLVE_FAILED: { message: "no such tag", hint: 'text that begins with "!" needs quotes' },
  RESOURCE_EXHAUSTION: { message: "this nests too deeply to be read" },
};
