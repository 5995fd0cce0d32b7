import type { TaskId } from "./ids.ts";
import type { Details } from "./plan.ts";
import type { PhaseState, Run } from "./run.ts";

/** A file with details that an attempt has left. */
export interface DetailsFile {
  readonly task: TaskId;
  /** Relative to the run's folder, with "/". */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of its bytes as they were when the phase was completed, in hex. */
  readonly sha256: string;
}

/** What has become of such files. */
export type DetailsKept = "kept" | "removed" | "archived";

/** What is due: their digests are noted, and then, where the plan wants it, they are taken away or packed. */
export type DetailsStep = "record" | "clear";

/** What came of it. */
export interface DetailsOutcome {
  readonly files: readonly DetailsFile[];
  readonly kept: DetailsKept;
  /** What a person should know of it, a line each: what stays where it is, and why. */
  readonly notes?: readonly string[];
}

/** What the plan says is to become of the details of a phase; undefined where nobody says anything. */
export const detailsWanted = ({ plan }: Run, { spec }: PhaseState): Details | undefined =>
  spec.details ?? plan.details ?? (plan.mirror?.details === undefined ? undefined : "keep");

/** What is due when a phase is completed: something where agents have been at work, and somebody has said what is to be. */
export function detailsDue(run: Run, phase: PhaseState): DetailsStep | undefined {
  if (detailsWanted(run, phase) === undefined) return undefined;
  const worked = phase.tasks.some(
    ({ spec, attempts }) => spec.kind === "agent" && attempts.length > 0,
  );
  return worked ? "record" : undefined;
}
