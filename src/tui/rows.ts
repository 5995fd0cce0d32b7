import type { PhaseState, Run, TaskState } from "../core/run.ts";
import { hasEnded } from "../core/run.ts";
import { countTasks, isHot, kindOf } from "./counts.ts";
import type { Counts, Kind } from "./counts.ts";
import { foldPhases } from "./foldPhases.ts";
import { isSingle } from "../views/words.ts";
import { shareOut } from "./shareOut.ts";

/** One line of the screen's body, as data. */
export type Row =
  | { readonly type: "phase"; readonly phase: PhaseState }
  | { readonly type: "task"; readonly task: TaskState }
  /** Tasks of a phase that have no line of their own. */
  | { readonly type: "more"; readonly hidden: Counts }
  /** Phases that have no line of their own. */
  | { readonly type: "phases"; readonly kind: "done" | "hot" | "quiet"; readonly count: number };

/**
 * The rows to show in `room` lines, in plan order. Everything where it fits; else phases that are done or still to
 * come are a line each, or all of them one, and of open phases the tasks under way, resting or failed come first.
 */
export function chooseRows(run: Run, room: number): Row[] {
  const size = run.phases.reduce((sum, each) => sum + 1 + tasksBelow(each), 0);
  if (size <= room)
    return run.phases.flatMap((each) => [{ type: "phase", phase: each }, ...all(each)]);
  const rows = foldPhases(run, room);
  const shown = rows.flatMap((each) => (each.type === "phase" ? [each.phase] : []));
  const shares = shareOut(
    shown.map((each) => wants(run, each)),
    room - rows.length,
  );
  const byPhase = new Map(shown.map((each, at) => [each, shares[at]!]));
  return rows.flatMap((row) =>
    row.type === "phase" ? [row, ...some(run, row.phase, byPhase.get(row.phase)!)] : [row],
  );
}

const tasksBelow = (phase: PhaseState): number => (isSingle(phase) ? 0 : phase.tasks.length);

const all = (phase: PhaseState): Row[] =>
  isSingle(phase) ? [] : phase.tasks.map((task) => ({ type: "task", task }));

/** How many lines a phase needs for what is urgent, and how many for everything. */
function wants(run: Run, phase: PhaseState): { urgent: number; all: number } {
  const everything = tasksBelow(phase);
  if (everything === 0) return { urgent: 0, all: 0 };
  const hot = phase.tasks.filter((each) => isHot(run, each)).length;
  const open = phase.status === "running" && !hasEnded(run);
  // One more for the line that says what is hidden.
  const urgent = hot === 0 && !open ? 0 : Math.min(everything, hot + 1);
  return { urgent, all: everything };
}

/** The tasks that matter most, in plan order, and a line for the others. */
function some(run: Run, phase: PhaseState, lines: number): Row[] {
  if (lines <= 0) return [];
  if (lines >= tasksBelow(phase)) return all(phase);
  const hot = phase.tasks.some((each) => isHot(run, each));
  // With one line only, work under way says more than how much is hidden; the phase's own line has the counts.
  const chosen = mostUrgent(run, phase.tasks, lines === 1 && hot ? 1 : lines - 1);
  const rows = chosen.map((task): Row => ({ type: "task", task }));
  if (rows.length === lines) return rows;
  const shown = new Set(chosen);
  const hidden = countTasks(
    run,
    phase.tasks.filter((each) => !shown.has(each)),
  );
  return [...rows, { type: "more", hidden }];
}

const URGENCY: readonly Kind[] = [
  "running",
  "failed",
  "blocked",
  "resting",
  "pending",
  "cancelled",
  "skipped",
  "completed",
];

function mostUrgent(run: Run, tasks: readonly TaskState[], count: number): TaskState[] {
  const byKind = new Map<Kind, TaskState[]>(URGENCY.map((kind) => [kind, []]));
  for (const task of tasks) {
    const kept = byKind.get(kindOf(run, task))!;
    if (kept.length < count) kept.push(task);
  }
  return URGENCY.flatMap((kind) => byKind.get(kind)!)
    .slice(0, count)
    .sort((a, b) => a.index - b.index);
}
