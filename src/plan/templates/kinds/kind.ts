import type { Project } from "../project.ts";

/**
 * What a kind of project brings to the five phases: shell text that runs in the project's folder under `set -eu`.
 * Where something is not known it is left out, and the plan gets a place to fill.
 */
export interface Toolbox {
  /** One sentence for the head of the plan: what was found and chosen. */
  readonly chosen: string;
  /** Environment of all tasks. */
  readonly env?: Readonly<Record<string, string>>;
  /** Extended regular expressions over paths: what counts as source, and what as a test. */
  readonly sources: string;
  readonly tests: string;
  /** Prints how many tests there are, and of what, where counting files that look like tests would not do. */
  readonly countTests?: { readonly what: string; readonly run: string };
  /** Prints what the project depends on, a line each. */
  readonly dependencies: string;
  /** Calls `need PROGRAM WHY` and `missing WHAT`; each of them leaves a line in the report. */
  readonly requirements: string;
  readonly build?: string;
  /** One command, or several joined by `&&`: `set -e` does not reach in where the output becomes a report. */
  readonly suite?: string;
  readonly functional?: string;
  /** As `suite`. */
  readonly coverage?: string;
  readonly quality?: string;
  /** Asks the network for known vulnerabilities. */
  readonly advisories?: string;
}

/** Says that something was left open: on the task's output, and in the list that the summary shows. */
export const leaveOpen = (text: string): string => `echo "${text}" | tee -a "$REPORTS/open.txt"`;

export type Kind = (project: Project) => Toolbox;
