export type Verdict = "ok" | "warning" | "problem";

/** One line of what `pawl doctor` says. */
export interface Check {
  readonly name: string;
  readonly verdict: Verdict;
  /** What was found. */
  readonly text: string;
  /** What to do now: a command, or a sentence. There unless all is well. */
  readonly fix?: string;
}

export const ok = (name: string, text: string): Check => ({ name, verdict: "ok", text });

export const warning = (name: string, text: string, fix: string): Check => ({
  name,
  verdict: "warning",
  text,
  fix,
});

export const problem = (name: string, text: string, fix: string): Check => ({
  name,
  verdict: "problem",
  text,
  fix,
});

/** The worst verdict among them. */
export function worst(checks: readonly Check[]): Verdict {
  if (checks.some((each) => each.verdict === "problem")) return "problem";
  return checks.some((each) => each.verdict === "warning") ? "warning" : "ok";
}
