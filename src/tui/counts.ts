import { hasEnded } from "../core/run.ts";
import type { Run, TaskState } from "../core/run.ts";

/** How many tasks are in which state; `resting` and `ready` ones are told apart from the other pending ones. */
export interface Counts {
  total: number;
  completed: number;
  failed: number;
  skipped: number;
  cancelled: number;
  running: number;
  resting: number;
  blocked: number;
  pending: number;
}

export function countTasks(run: Run, tasks: Iterable<TaskState>): Counts {
  const counts: Counts = {
    total: 0,
    completed: 0,
    failed: 0,
    skipped: 0,
    cancelled: 0,
    running: 0,
    resting: 0,
    blocked: 0,
    pending: 0,
  };
  for (const task of tasks) {
    counts.total++;
    counts[kindOf(run, task)]++;
  }
  return counts;
}

export type Kind = Exclude<keyof Counts, "total">;

export function kindOf(run: Run, task: TaskState): Kind {
  if (isResting(run, task)) return "resting";
  if (isBetweenStages(run, task)) return "running";
  return task.status === "waiting" ? "pending" : task.status;
}

/** Before another try; in a run that has ended there is none. */
export const isResting = (run: Run, task: TaskState): boolean =>
  task.retry !== undefined && !hasEnded(run);

/** A stage of it has ended, and the next is about to begin, or Pawl is making its commit. */
export const isBetweenStages = (run: Run, task: TaskState): boolean =>
  task.stage !== undefined && task.begun && task.status === "pending" && !hasEnded(run);

/** What a person looks for first: work under way, resting, or failed. */
export const isHot = (run: Run, task: TaskState): boolean => {
  const kind = kindOf(run, task);
  return kind === "running" || kind === "resting" || kind === "blocked" || kind === "failed";
};

/** Tasks that have come to an end, whatever end. */
export const settledOf = (counts: Counts): number =>
  counts.completed + counts.failed + counts.skipped + counts.cancelled;

const WORDS: readonly (readonly [Kind, string])[] = [
  ["running", "running"],
  ["resting", "resting"],
  ["blocked", "blocked"],
  ["failed", "failed"],
  ["pending", "pending"],
  ["skipped", "skipped"],
  ["cancelled", "cancelled"],
  ["completed", "done"],
];

/** `2 running, 1 failed`: the counts of the kinds asked for that are not zero, the most urgent first. */
export const countsText = (
  counts: Counts,
  kinds: readonly Kind[] = WORDS.map(([kind]) => kind),
): string =>
  WORDS.filter(([kind]) => kinds.includes(kind) && counts[kind] > 0)
    .map(([kind, word]) => `${counts[kind]} ${word}`)
    .join(", ");
