import { isPhaseSettled } from "../core/run.ts";
import type { PhaseState, Run, TaskState } from "../core/run.ts";
import { isSingle } from "../views/words.ts";
import { isHot, isResting } from "./counts.ts";
import type { Row } from "./rows.ts";

/**
 * A row for each phase where there is room for that, and for some of the tasks; else the done ones become one row,
 * then those in which nothing goes on yet, and in the end only as many of the others as fit.
 */
export function foldPhases(run: Run, room: number): Row[] {
  const { done, hot, quiet } = groupsOf(run);
  const tasks = hot.reduce((sum, each) => sum + urgentBelow(run, each), 0);
  // Two thirds of the room for tasks, where there are as many.
  const most = room - Math.min(tasks, Math.ceil((room * 2) / 3));
  if (run.phases.length <= most) return run.phases.map(rowOf);
  // On the smallest screens only what is going on counts; the numbers stand in the header.
  const tiny = room < LEAST_FOR_ALL && hot.length > 0;
  const rowsOfDone = tiny ? 0 : Math.min(1, done.length);
  const toCome = tiny ? NONE : keep(quiet, Math.max(1, most - rowsOfDone - hot.length));
  const going = keep(hot, Math.max(1, room - rowsOfDone - toCome.rows));
  const kept = new Set([
    ...going.kept,
    ...toCome.kept,
    ...(done.length === 1 && !tiny ? done : []),
  ]);
  return [
    ...(done.length > 1 && !tiny ? [folded("done", done.length)] : []),
    ...run.phases.filter((each) => kept.has(each)).map(rowOf),
    ...(going.hidden > 0 ? [folded("hot", going.hidden)] : []),
    ...(toCome.hidden > 0 ? [folded("quiet", toCome.hidden)] : []),
  ].slice(0, room);
}

const LEAST_FOR_ALL = 5;

const rowOf = (phase: PhaseState): Row => ({ type: "phase", phase });

const folded = (kind: "done" | "hot" | "quiet", count: number): Row => ({
  type: "phases",
  kind,
  count,
});

interface Groups {
  readonly done: readonly PhaseState[];
  /** With work under way, resting or failed; those with work under way first. */
  readonly hot: readonly PhaseState[];
  readonly quiet: readonly PhaseState[];
}

function groupsOf(run: Run): Groups {
  const done: PhaseState[] = [];
  const going: PhaseState[] = [];
  const failed: PhaseState[] = [];
  const quiet: PhaseState[] = [];
  for (const phase of run.phases) {
    if (phase.tasks.some((each) => isGoing(run, each))) going.push(phase);
    else if (phase.status === "failed" || phase.tasks.some(hasFailed)) failed.push(phase);
    else (isPhaseSettled(phase) ? done : quiet).push(phase);
  }
  return { done, hot: [...going, ...failed], quiet };
}

const isGoing = (run: Run, task: TaskState): boolean =>
  task.status === "running" || isResting(run, task);

const hasFailed = (task: TaskState): boolean => task.status === "failed" && !task.tolerated;

/** Lines for its tasks under way, resting or failed, and for the one that says what is hidden. */
function urgentBelow(run: Run, phase: PhaseState): number {
  if (isSingle(phase)) return 0;
  return Math.min(phase.tasks.length, phase.tasks.filter((each) => isHot(run, each)).length + 1);
}

interface Kept {
  readonly kept: readonly PhaseState[];
  readonly hidden: number;
  /** Rows that it takes, with the one that says how many are hidden. */
  readonly rows: number;
}

const NONE: Kept = { kept: [], hidden: 0, rows: 0 };

function keep(phases: readonly PhaseState[], places: number): Kept {
  if (phases.length <= places) return { kept: phases, hidden: 0, rows: phases.length };
  const kept = phases.slice(0, places - 1);
  return { kept, hidden: phases.length - kept.length, rows: kept.length + 1 };
}
