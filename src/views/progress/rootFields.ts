import type { JsonValue } from "../../core/artifact.ts";
import { hasEnded, isBusy } from "../../core/run.ts";
import type { PhaseState, Run, RunStatus } from "../../core/run.ts";
import { meaningOf } from "../../core/statusWord.ts";
import type { Meaning } from "../../core/statusWord.ts";
import { isoTime } from "../duration.ts";
import type { Base } from "./base.ts";
import { fieldsFor } from "./field.ts";
import type { Field } from "./field.ts";
import type { LaidPhase } from "./layout.ts";
import { summaryOfRun } from "./summaries.ts";

/** What the file as a whole says of how far the run is. */
export function rootFields(run: Run, base: Base): Field[] {
  const own = fieldsFor("", base);
  const ended = hasEnded(run);
  return [
    own.set("current_phase", currentPhase(run, base)),
    own.set("completion_percentage", percentage(run, base)),
    own.set("final_summary", ended ? summaryOfRun(run) : undefined, true),
    ...statusOfAll(run, base),
    ...countsOfAll(run, base),
    ...own.known("current_task", currentTask(run)),
    ...own.known("last_updated", isoTime(lastChange(run))),
  ];
}

/** Completed phases over phases, rounded, as seed 002 computes it. */
function percentage({ phases }: Run, { layout }: Base): number {
  const all = new Set([...layout.phases, ...phases.map(({ spec }) => spec)].map(({ id }) => id));
  const done = phases.filter((each) => each.status === "completed").length;
  return all.size === 0 ? 0 : Math.round((done / all.size) * 100);
}

/** The first phase that is not done; at the end the last. */
export const firstOpen = ({ phases }: Run): PhaseState | undefined =>
  phases.find((each) => each.status !== "completed" && each.status !== "skipped") ?? phases.at(-1);

/** A number where the file numbers its phases, or says nothing yet; else the phase's name. */
function currentPhase(run: Run, base: Base): JsonValue | undefined {
  const phase = firstOpen(run);
  const laid = base.layout.phases.find((each) => each.id === phase?.spec.id);
  if (!laid) return undefined;
  const was = base.value("", base.style.key("current_phase"));
  return typeof was === "string" || (was === undefined && isKeyed(laid)) ? laid.name : laid.number;
}

const isKeyed = ({ path }: LaidPhase): boolean => typeof path.at(-1) === "string";

const MEANINGS: Readonly<Record<RunStatus, Meaning>> = {
  running: "running",
  waiting: "running",
  blocked: "blocked",
  paused: "running",
  completed: "completed",
  failed: "failed",
  aborted: "failed",
  "budget-exceeded": "blocked",
};

/** Only where the file has a status of its own. */
function statusOfAll(run: Run, base: Base): Field[] {
  const was = base.value("", "status");
  if (typeof was !== "string") return [];
  const meaning = MEANINGS[run.status];
  const value = meaningOf(was) === meaning ? undefined : base.style.word("phase", meaning);
  return [{ owner: "", keys: ["status"], value }];
}

/** Counts and lists that the file itself keeps. */
function countsOfAll(run: Run, base: Base): Field[] {
  const done = run.phases.filter((each) => each.status === "completed");
  const tasks = run.tasks.filter((each) => each.status === "completed").length;
  const counts = { completed_phases: done.length, completed_tasks: tasks };
  const overall = Object.entries(counts).flatMap(([key, value]) =>
    typeof base.value("", "overall_progress", key) === "number"
      ? [{ owner: "", keys: ["overall_progress", key], value }]
      : [],
  );
  if (!Array.isArray(base.value("", "completed_phases"))) return overall;
  const names = base.layout.phases.filter((laid) => done.some(({ spec }) => spec.id === laid.id));
  return [
    ...overall,
    { owner: "", keys: ["completed_phases"], value: names.map(({ name }) => name) },
  ];
}

function currentTask(run: Run): JsonValue | undefined {
  return run.tasks.find(isBusy)?.spec.id;
}

/** When something that the file tells happened last. */
function lastChange(run: Run): number {
  const times = run.tasks.flatMap((each) => [each.settledAt, each.attempts.at(-1)?.startedAt]);
  const phases = run.phases.flatMap((each) => [each.startedAt, each.endedAt]);
  return [...times, ...phases, run.endedAt].reduce<number>(
    (last, each) => Math.max(last, each ?? 0),
    run.startedAt,
  );
}
