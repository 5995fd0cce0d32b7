import { isPhaseSettled } from "../core/run.ts";
import type { PhaseState, Run } from "../core/run.ts";
import { isSingle } from "../views/words.ts";
import { isHot } from "./counts.ts";
import type { Row } from "./rows.ts";

/**
 * A row for each phase where there is room for that, and for some of the tasks; else the done ones become one row,
 * then those to come, and in the end only as many of the open ones as fit.
 */
export function foldPhases(run: Run, room: number): Row[] {
  const groups = groupOf(run);
  const tasks = groups.open.reduce((sum, each) => sum + urgentBelow(each), 0);
  // Half of the room for tasks, where there are as many.
  const most = room - Math.min(tasks, room >> 1);
  if (run.phases.length <= most) return run.phases.map(rowOf);
  const foldDone = groups.done.length > 1;
  const done = foldDone ? 1 : groups.done.length;
  const placesForPending = Math.max(0, most - done - groups.open.length);
  const pending = keep(groups.pending, placesForPending);
  const placesForOpen = Math.max(1, room - done - pending.rows);
  const open = keepUrgent(groups.open, placesForOpen);
  const kept = new Set([...open.kept, ...pending.kept, ...(foldDone ? [] : groups.done)]);
  return [
    ...(foldDone ? [folded("done", groups.done.length)] : []),
    ...run.phases.filter((each) => kept.has(each)).map(rowOf),
    ...(open.hidden > 0 ? [folded("open", open.hidden)] : []),
    ...(pending.hidden > 0 ? [folded("pending", pending.hidden)] : []),
  ].slice(0, Math.max(1, room));
}

const rowOf = (phase: PhaseState): Row => ({ type: "phase", phase });

const folded = (kind: "done" | "pending" | "open", count: number): Row => ({
  type: "phases",
  kind,
  count,
});

interface Groups {
  readonly done: PhaseState[];
  readonly open: PhaseState[];
  readonly pending: PhaseState[];
}

function groupOf(run: Run): Groups {
  const groups: Groups = { done: [], open: [], pending: [] };
  for (const phase of run.phases) {
    if (phase.status === "failed" || phase.status === "running") groups.open.push(phase);
    else if (isPhaseSettled(phase)) groups.done.push(phase);
    else groups.pending.push(phase);
  }
  return groups;
}

const urgentBelow = (phase: PhaseState): number =>
  isSingle(phase) ? 0 : phase.tasks.filter(isHot).length;

interface Kept {
  readonly kept: readonly PhaseState[];
  readonly hidden: number;
  /** Rows that it takes, with the one that says how many are hidden. */
  readonly rows: number;
}

function keep(phases: readonly PhaseState[], places: number): Kept {
  if (phases.length <= places) return { kept: phases, hidden: 0, rows: phases.length };
  const kept = phases.slice(0, Math.max(0, places - 1));
  return { kept, hidden: phases.length - kept.length, rows: kept.length + 1 };
}

/** Phases with work under way before those that have only failed. */
function keepUrgent(phases: readonly PhaseState[], places: number): Kept {
  const running = phases.filter((each) => each.status === "running");
  const failed = phases.filter((each) => each.status !== "running");
  return keep([...running, ...failed], places);
}
