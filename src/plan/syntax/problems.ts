import type { Document, YAMLError, ErrorCode } from "yaml";
import type { Findings } from "../findings.ts";

/** One slip makes a parser stumble many times; the first few are what a person can use. */
const MOST = 5;

/** Tells what the full parser found wrong with a text, in our words, at most once a line. */
export function reportSyntax(document: Document.Parsed, findings: Findings): void {
  const lines = new Set<number>();
  const problems: readonly YAMLError[] = [...document.errors, ...document.warnings];
  for (const problem of problems) {
    if (lines.size === MOST) return;
    const [start, end] = problem.pos;
    const at = { start, end: Math.max(end, start + 1) };
    const line = findings.lineOf(at);
    if (lines.has(line)) continue;
    lines.add(line);
    const { message, hint } = explain(problem, findings.text);
    findings.error(at, "yaml", message, hint);
  }
}

interface Explanation {
  readonly message: string;
  readonly hint?: string;
}

function explain({ code, message, pos }: YAMLError, text: string): Explanation {
  const own = EXPLANATIONS[code];
  if (own) return own;
  const found = text.slice(pos[0], pos[0] + 1);
  if (code === "BAD_SCALAR_START") {
    return {
      message: `text without quotes cannot begin with "${found}"`,
      hint: "put the text in quotes",
    };
  }
  if (code === "MISSING_CHAR") return missing(message);
  if (code === "UNEXPECTED_TOKEN") return unexpected(message, found);
  if (code === "BAD_INDENT" && message.startsWith("Flow")) {
    const closing = message.endsWith("]") ? "]" : "}";
    return { message: `a "${closing}" is missing, or is indented less than what it closes` };
  }
  return { message: message.charAt(0).toLowerCase() + message.slice(1) };
}

function missing(message: string): Explanation {
  if (message.includes("quote")) return { message: "the text in quotes does not end" };
  if (message.includes("map values")) {
    return {
      message: 'this is neither a key nor a value: a ":" is missing',
      hint: 'write "key: value"',
    };
  }
  return { message: message.charAt(0).toLowerCase() + message.slice(1) };
}

function unexpected(message: string, found: string): Explanation {
  if (message.includes("block-seq-ind")) {
    return {
      message: "a list cannot begin on the line of its key",
      hint: 'put "- " on the next line, or write [a, b]',
    };
  }
  if (message.includes("at node end")) {
    return {
      message: "the value has ended before this",
      hint: "put the whole text in one pair of quotes, or indent it like its neighbours",
    };
  }
  return {
    message: found.trim() === "" ? "something is missing here" : `"${found}" is not expected here`,
  };
}

const EXPLANATIONS: Partial<Record<ErrorCode, Explanation>> = {
  TAB_AS_INDENT: { message: "a tab cannot indent in YAML", hint: "use spaces" },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second ": " on one line',
    hint: 'put the text in quotes: in YAML ": " begins a value',
  },
  MULTILINE_IMPLICIT_KEY: { message: "a key and its colon must be on one line" },
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
