import { dirname, join } from "node:path";
import type { Diagnostic, Span } from "./diagnostic.ts";
import { LineIndex } from "./lines.ts";

/** A hint may cost a search; one given as a function is only worked out where it will be shown. */
type Hint = string | undefined | (() => string | undefined);

interface Finding {
  readonly severity: Diagnostic["severity"];
  readonly code: string;
  readonly at: Span | undefined;
  readonly message: string;
  readonly hint: string | undefined;
}

/** No person reads more; a file that is wrong throughout is not worth more time. */
const MOST = 1_000;
const MOST_HINTS = 200;

/** Gathers what is found wrong with one text, in any order, so that all of it can be told at once. */
export class Findings {
  readonly text: string;
  readonly #file: string;
  readonly #found: Finding[] = [];
  readonly #told = new Set<string>();
  readonly #others: Findings[] = [];
  #lines: LineIndex | undefined;
  #unlisted = 0;
  #errors = 0;

  constructor(text: string, file: string) {
    this.text = text;
    this.#file = file;
  }

  /** How many errors there are so far. */
  get errors(): number {
    return this.#others.reduce((sum, each) => sum + each.errors, this.#errors);
  }

  /** For what is found wrong with a file that this text names, by its path from the folder of this one. */
  other(path: string, text: string): Findings {
    const other = new Findings(text, join(dirname(this.#file), path));
    this.#others.push(other);
    return other;
  }

  /** The texts of the other files of which something is told, by their names in diagnostics. */
  texts(): ReadonlyMap<string, string> {
    const told = this.#others.filter((each) => each.#found.length > 0);
    return new Map(told.map((each) => [each.#file, each.text]));
  }

  /** Something that stops the plan from being used. Without a place it concerns the whole file. */
  error(at: Span | undefined, code: string, message: string, hint?: Hint): void {
    this.#errors++;
    this.#add("error", at, code, message, hint);
  }

  /** Something that is likely not what was meant. */
  warn(at: Span | undefined, code: string, message: string, hint?: Hint): void {
    this.#add("warning", at, code, message, hint);
  }

  /** The line, from 1, in which a place begins. */
  lineOf(at: Span): number {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines.position(at.start).line;
  }

  /** Whether something of a kind was found within a place. */
  has(code: string, within: Span): boolean {
    return this.#found.some(
      (each) =>
        each.code === code &&
        each.at &&
        each.at.start >= within.start &&
        each.at.start <= within.end,
    );
  }

  /** All that was found, in the order of the file; what concerns other files comes last. */
  list(): Diagnostic[] {
    return [...this.#own(), ...this.#others.flatMap((each) => each.list())];
  }

  #own(): Diagnostic[] {
    const inOrder = [...this.#found].sort((a, b) => (a.at?.start ?? -1) - (b.at?.start ?? -1));
    const diagnostics = inOrder.map((each) => this.#place(each));
    if (this.#unlisted > 0) {
      const message = `${this.#unlisted} more problems are not listed`;
      const severity = this.#errors > 0 ? "error" : "warning";
      diagnostics.push({ severity, code: "more", file: this.#file, line: 0, column: 0, message });
    }
    return diagnostics;
  }

  #add(
    severity: Diagnostic["severity"],
    at: Span | undefined,
    code: string,
    message: string,
    hint: Hint,
  ): void {
    // An alias brings the same part of the file in twice; once is enough to say so.
    const key = `${at?.start} ${code} ${message}`;
    if (this.#told.has(key)) return;
    if (this.#found.length >= MOST) {
      this.#unlisted++;
      return;
    }
    this.#told.add(key);
    const shown =
      typeof hint !== "function" ? hint : this.#found.length < MOST_HINTS ? hint() : undefined;
    this.#found.push({ severity, code, at, message, hint: shown });
  }

  #place({ severity, code, at, message, hint }: Finding): Diagnostic {
    const more = hint === undefined ? {} : { hint };
    if (!at) return { severity, code, file: this.#file, line: 0, column: 0, message, ...more };
    this.#lines ??= new LineIndex(this.text);
    const { line, column } = this.#lines.position(at.start);
    const lineEnd = this.#lines.endOf(line);
    const length = Math.max(1, Math.min(at.end, lineEnd) - at.start);
    return { severity, code, file: this.#file, line, column, length, message, ...more };
  }
}
