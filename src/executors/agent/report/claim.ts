import { cutAtWord } from "../../../core/cutAtWord.ts";
import type { Flag, Report } from "../../../core/report.ts";
import { SUMMARY_LENGTH } from "../../../core/report.ts";

/** What one part of a text says of the attempt. */
export interface Claim {
  /** Where its last part stands: the later of two counts. */
  readonly line: number;
  /** What it is made of, for people. */
  readonly form: string;
  readonly status: Report["status"] | undefined;
  readonly summary: string;
  readonly files?: readonly string[];
  readonly details?: string;
  /** The task that it names, where its form names one. */
  readonly task?: string;
  /** What is missing or wrong, where it cannot be read. */
  readonly lacks?: string;
}

export type Complete = Claim & { readonly status: Report["status"] };

export const isComplete = (claim: Claim): claim is Complete =>
  claim.status !== undefined && claim.summary !== "" && claim.lacks === undefined;

export function reportOf(claim: Complete, by: Report["by"]): Report {
  return {
    status: claim.status,
    summary: cutAtWord(claim.summary, SUMMARY_LENGTH),
    ...(claim.files && claim.files.length > 0 ? { files: claim.files } : {}),
    ...(claim.details === undefined ? {} : { details: claim.details }),
    ...(claim.task ? { task: claim.task.slice(0, MOST_TASK) } : {}),
    by,
  };
}

const MOST_FILES = 200;
const MOST_PATH = 500;
const MOST_DETAILS = 1_000_000;
const MOST_TASK = 200;
const MOST_FLAGS = 20;
const MOST_FLAG_TEXT = 2_000;

/** A comma between braces or in a remark is part of its path: `src/{a,b}.ts`, `src/a.ts (new, 3 lines)`. */
const BETWEEN = /\n|,(?![^{}\n]{0,300}\}|[^()\n]{0,300}\))/;

/** Paths of a list as agents write it: `[a, b]`, `a, b`, or one a line. "none" is no path. */
export function filesOf(value: string | readonly unknown[]): readonly string[] {
  const parts =
    typeof value === "string"
      ? value
          .slice(0, MOST_FILES * MOST_PATH)
          .replace(/^\s*\[|\]\s*$/g, "")
          .split(BETWEEN)
      : value.filter((each) => typeof each === "string");
  return [
    ...new Set(
      parts
        .map((each) => each.trim().replace(/^(["'`])([^"'`]*)\1$/, "$2"))
        .filter(
          (each) => each !== "" && each.length <= MOST_PATH && !/^(none|n\/a|-)$/i.test(each),
        ),
    ),
  ].slice(0, MOST_FILES);
}

/** Details as an object may have them, the path of a file or the words themselves; undefined for what is neither. */
export function detailsOrPath(value: unknown): string | undefined {
  const words = typeof value === "string" ? value.trim() : "";
  const isPath = words.length <= MOST_PATH && !words.includes("\n");
  return isPath ? detailsOf(value) : words.slice(0, MOST_DETAILS);
}

/** The path of a details file; undefined for what is none. */
export function detailsOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const path = value.trim().replace(/^["'`]|["'`]$/g, "");
  return path === "" || path.length > MOST_PATH || path.includes("\n") ? undefined : path;
}

/** A flag with its type as one word in lower case, and its text kept to a bound; undefined where one is missing. */
export function flagOf(type: unknown, text: unknown): Flag | undefined {
  if (typeof type !== "string" || typeof text !== "string") return undefined;
  const word = type
    .trim()
    .slice(0, 64)
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, "_")
    .replace(/^_+|_+$/g, "");
  const words = cutAtWord(text, MOST_FLAG_TEXT);
  return word === "" || words === "" ? undefined : { type: word, text: words };
}

/** Each flag once, and no more than a person would read. */
export function boundedFlags(flags: readonly (Flag | undefined)[]): readonly Flag[] {
  const seen = new Map<string, Flag>();
  for (const flag of flags) if (flag) seen.set(`${flag.type} ${flag.text}`, flag);
  return [...seen.values()].slice(0, MOST_FLAGS);
}
