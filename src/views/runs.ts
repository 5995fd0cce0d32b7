import type { RunStatus } from "../core/run.ts";
import { formatAge, formatDuration, isoTime } from "./duration.ts";
import { oneLine } from "./safeText.ts";

/** What a store keeps of a run for listing. */
export interface RunEntry {
  readonly run: string;
  readonly plan: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly updatedAt: number;
}

/** The document that `pawl runs --json` prints. */
export interface RunsView {
  readonly runs: readonly {
    readonly run: string;
    readonly plan: string;
    readonly status: RunStatus;
    readonly startedAt: string;
    readonly updatedAt: string;
  }[];
}

export const runsView = (entries: readonly RunEntry[]): RunsView => ({
  runs: entries.map((each) => ({
    run: each.run,
    plan: each.plan,
    status: each.status,
    startedAt: isoTime(each.startedAt),
    updatedAt: isoTime(each.updatedAt),
  })),
});

/** One row for each run: id, status, when it started, how long from its start to its last event, plan. */
export const runsRows = (entries: readonly RunEntry[], now: number): string[][] =>
  entries.map((each) => [
    each.run,
    each.status,
    formatAge(now - each.startedAt),
    formatDuration(each.updatedAt - each.startedAt),
    oneLine(each.plan),
  ]);
