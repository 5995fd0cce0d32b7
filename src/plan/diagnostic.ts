/** Something wrong, or likely wrong, with a plan: where, what was found, and what to do about it. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** For programs and tests; kebab-case. */
  readonly code: string;
  readonly file: string;
  /** From 1; 0 where the file as a whole is meant. */
  readonly line: number;
  /** From 1, counted in UTF-16 units as editors count; 0 where the file as a whole is meant. */
  readonly column: number;
  /** How much of the line is meant, in UTF-16 units. */
  readonly length?: number;
  /** What was found and what was expected. */
  readonly message: string;
  /** What to do; "did you mean …?" */
  readonly hint?: string;
}

/** A place in the text: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((each) => each.severity === "error");
