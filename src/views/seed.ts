import type { PhaseState, Run } from "../core/run.ts";
import { oneLine } from "./safeText.ts";
import { workOfTask } from "./words.ts";

/** What seed 004's tools say of a phase. */
export type SeedPhase =
  | { readonly status: "pending" | "running" }
  | { readonly status: "completed"; readonly result: SeedPhaseResult }
  | { readonly status: "failed"; readonly error: string }
  | { readonly status: "skipped"; readonly reason: string };

export interface SeedPhaseResult {
  readonly exit_code: 0;
  readonly attempts: number;
  readonly duration_ms: number;
  readonly outputs: Readonly<Record<string, string>>;
}

/** By the phase's name as its author wrote it. */
export type SeedResult = Readonly<Record<string, SeedPhase>>;

/** What `execute` and `recover` print: the phases that have settled. */
export const seedResult = (run: Run): SeedResult =>
  byName(run, (phase) => phase.status !== "pending" && phase.status !== "running");

/** What `status --format seed` prints: every phase, also those to come. */
export const seedStatusView = (run: Run): SeedResult => byName(run, () => true);

function byName(run: Run, counts: (phase: PhaseState) => boolean): SeedResult {
  const named = run.phases
    .filter(counts)
    .map((each) => [each.spec.title ?? each.spec.id, seedPhase(each)] as const);
  // Entries, not assignment: a phase may be called __proto__.
  return Object.fromEntries(named);
}

function seedPhase(phase: PhaseState): SeedPhase {
  switch (phase.status) {
    case "pending":
      return { status: "pending" };
    // That document knows of no gates.
    case "running":
    case "gate":
    case "waiting":
      return { status: "running" };
    case "completed": {
      const reason = passedOver(phase);
      if (reason) return { status: "skipped", reason };
      return { status: "completed", result: seedPhaseResult(phase) };
    }
    case "failed":
      return { status: "failed", error: errorOf(phase) };
    case "skipped":
      return { status: "skipped", reason: phase.skipReason ?? "by-person" };
  }
}

/** A phase none of whose tasks ran has settled without a failure, but it has no result either. */
const passedOver = (phase: PhaseState): string | undefined =>
  phase.tasks.every((each) => each.status === "skipped") ? phase.tasks[0]?.skipReason : undefined;

function seedPhaseResult(phase: PhaseState): SeedPhaseResult {
  const sum = (of: (task: PhaseState["tasks"][number]) => number): number =>
    phase.tasks.reduce((total, each) => total + of(each), 0);
  return {
    exit_code: 0,
    attempts: sum((each) => each.attempts.length),
    duration_ms: sum((each) => workOfTask(each, phase.endedAt ?? 0)),
    outputs: Object.fromEntries(phase.tasks.flatMap((each) => Object.entries(each.outputs ?? {}))),
  };
}

/** Of a phase with one task that task's message; of others each with its task's name. */
function errorOf(phase: PhaseState): string {
  const failed = phase.tasks.filter((each) => each.status === "failed" && !each.tolerated);
  if (phase.tasks.length === 1) return oneLine(failed[0]?.message ?? "failed");
  return failed.map((each) => `${each.spec.id}: ${oneLine(each.message ?? "failed")}`).join("; ");
}
