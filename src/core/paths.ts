import type { PhaseId, RunId, TaskId } from "./ids.ts";

/** Folder of a run, relative to the state folder (`.pawl`). */
export const runFolder = (run: RunId): string => `runs/${run}`;

/** Folder of an attempt, relative to the run's folder. `@` is in no id, so that no two attempts share one. */
export const attemptFolder = (phase: PhaseId, task: TaskId, attempt: number): string =>
  `attempts/${phase}/${task}@${attempt}`;

/** Folder of a gate's check, relative to the run's folder. One that was broken off is followed by another. */
export const gateFolder = (phase: PhaseId, round: number): string => `gates/${phase}@${round}`;

/** What an attempt carries in its environment, so that all that it started can be found again. */
export const attemptMarker = (run: RunId, phase: PhaseId, task: TaskId, attempt: number): string =>
  `${run}/${phase}/${task}@${attempt}`;

/** Names of the files in an attempt's folder. */
export const ATTEMPT_FILES = {
  /** Who claimed the attempt, what was started, and how it ended: a JSON line each. */
  record: "record",
  /** What it wrote to stdout and stderr; `outputBefore` holds what came before, where there was much. */
  output: "output.log",
  outputBefore: "output.1.log",
  /** `key=value` lines that the task wrote to `$PAWL_OUTPUT`. */
  outputs: "outputs",
  /** Folder of the artifacts that it hands in: `<name>.json` each. */
  artifacts: "artifacts",
  /** Folder of what is too long for its summary. */
  details: "details",
} as const;
