import type { JsonValue } from "../../core/artifact.ts";
import { cutAtWord } from "../../core/cutAtWord.ts";
import { isBusy, isGivenUp, isPhaseSettled, isSettled } from "../../core/run.ts";
import type { PhaseState, Run, TaskState } from "../../core/run.ts";
import { meaningOf, TRUTHS } from "../../core/statusWord.ts";
import type { Meaning } from "../../core/statusWord.ts";
import { isoTime } from "../duration.ts";
import { summaryOfPhase } from "../../core/summaries.ts";
import { failureOfPhase } from "./summaries.ts";
import { asEntry } from "./base.ts";
import type { Base } from "./base.ts";
import type { LaidPhase, Owner } from "./layout.ts";
import { fieldsFor } from "./field.ts";
import type { Field } from "./field.ts";
import { rootFields } from "./rootFields.ts";

/** What a PROGRESS.json is to say of a run. The same fields whatever the run's state: only their values differ. */
export function fieldsOf(run: Run, base: Base, detailsDir: string): Field[] {
  return [
    ...base.layout.phases.flatMap((laid) => {
      const phase = run.phaseById.get(laid.id);
      return phase ? ofPhase(run, phase, laid, base, detailsDir) : [];
    }),
    ...rootFields(run, base),
  ];
}

function ofPhase(
  run: Run,
  phase: PhaseState,
  laid: LaidPhase,
  base: Base,
  detailsDir: string,
): Field[] {
  const own = fieldsFor(phase.spec.id, base);
  const wasDone = phase.tasks.length > 0 && phase.tasks.every((each) => each.imported);
  const began = phase.startedAt !== undefined && !wasDone;
  const ended = began && isPhaseSettled(phase);
  const done = phase.tasks.filter((each) => each.status === "completed").length;
  const tasks = new Map(phase.tasks.map((each) => [each.spec.id, each]));
  const wasComplete = meaningIn(base, phase.spec.id) === "completed";
  return [
    ...statusFields(base, "phase", phase.spec.id, meaningOfPhase(phase)),
    ...own.known("startedAt", began ? isoTime(phase.startedAt!) : undefined),
    own.set(
      "completedAt",
      ended && phase.status === "completed" ? isoTime(phase.endedAt!) : undefined,
      began || (wasComplete && !wasDone),
    ),
    own.set("summary", ended ? summaryOfPhase(phase) : undefined, began),
    own.set("detailsDir", began ? `${detailsDir}/attempts/${phase.spec.id}` : undefined),
    own.set("successCount", began ? done : undefined),
    own.set("totalCount", began ? phase.tasks.length : undefined),
    ...own.known(
      "completion_percentage",
      phase.tasks.length === 0 ? undefined : Math.round((done / phase.tasks.length) * 100),
    ),
    ...validationFields(phase, base, { began, ended }),
    ...laid.tasks.flatMap((each) => {
      const task = tasks.get(each.id);
      // Where a phase is one task, the phase's entry is all that there is.
      return task && each.path !== laid.path ? ofTask(run, task, base) : [];
    }),
  ];
}

function ofTask(run: Run, task: TaskState, base: Base): Field[] {
  const own = fieldsFor(task.address, base);
  const done = task.status === "completed" && !task.imported;
  const begun = !task.imported && (task.attempts.length > 0 || isSettled(task));
  const isOver = begun || (!task.imported && meaningIn(base, task.address) === "completed");
  return [
    // What the file had as done before is left in the words that it has for it.
    ...statusFields(base, "task", task.address, task.imported ? undefined : meaningOfTask(task)),
    ...own.known("startedAt", task.attempts[0] && isoTime(task.attempts[0].startedAt)),
    own.set("completedAt", done ? isoTime(task.settledAt!) : undefined, isOver),
    own.set("completedBy", done ? doerOf(task) : undefined, isOver),
    own.set("blocker", blockerOf(run, task), begun),
    ...partFields(task, base, done),
  ];
}

/** Parts of a task are done with it. */
function partFields(task: TaskState, base: Base, done: boolean): Field[] {
  const parts = base.value(task.address, "subtasks");
  return (Array.isArray(parts) ? parts : []).flatMap((part, index) => {
    const entry = asEntry(part as JsonValue);
    if (typeof entry?.["status"] === "string" && meaningOf(entry["status"]) !== "completed") {
      const value = done ? base.style.word("task", "completed") : undefined;
      return [{ owner: task.address, keys: ["subtasks", index, "status"], value }];
    }
    return [];
  });
}

/**
 * A gate's verdict, or why the phase failed; until there is one, no verdict of an earlier run stands.
 * A `validation` that is there for something else keeps what it says.
 */
function validationFields(
  phase: PhaseState,
  base: Base,
  { began, ended }: { readonly began: boolean; readonly ended: boolean },
): Field[] {
  const failed = phase.status === "failed";
  const owner = phase.spec.id;
  const before = asEntry(base.value(owner, "validation"));
  const judged = before?.["passed"] !== undefined;
  const known = ended && (phase.spec.gate !== undefined || failed || judged);
  const verdict = { passed: !failed, reason: failed ? failureOfPhase(phase) : null };
  if (!before) return [{ owner, keys: ["validation"], value: known ? verdict : undefined }];
  return Object.entries(verdict).map(([key, value]) => ({
    owner,
    keys: ["validation", key],
    value: known ? value : began && judged ? null : undefined,
  }));
}

/** In the words of the file; where it says with true or false what is done, so. */
function statusFields(
  base: Base,
  kind: "phase" | "task",
  owner: Owner,
  meaning: Meaning | undefined,
): Field[] {
  const was = base.value(owner, "status");
  const truths = TRUTHS.flatMap((key) => {
    const said = base.value(owner, key);
    if (typeof said !== "boolean") return [];
    const value = meaning === undefined ? undefined : meaning === "completed";
    return [{ owner, keys: [key], value }];
  });
  if (was === undefined && truths.length > 0) return truths;
  const before = typeof was === "string" ? meaningOf(was) : undefined;
  const stays =
    meaning === undefined || before === meaning || (meaning === "pending" && mayStay(before));
  const word = stays ? undefined : base.style.word(kind, meaning);
  return [{ owner, keys: ["status"], value: word }, ...truths];
}

/** What waits for its turn is left as whoever wrote the file has it. */
const mayStay = (before: Meaning | undefined): boolean =>
  before === "running" || before === "blocked" || before === "skipped";

/** What the file said at first. */
function meaningIn(base: Base, owner: Owner): Meaning | undefined {
  const said = base.value(owner, "status");
  if (typeof said === "string") return meaningOf(said);
  return TRUTHS.some((key) => base.value(owner, key) === true) ? "completed" : undefined;
}

function meaningOfPhase(phase: PhaseState): Meaning {
  switch (phase.status) {
    case "pending":
    case "completed":
    case "failed":
      return phase.status;
    case "skipped":
      // What was left because something else failed is still to be done.
      return isGivenUp(phase) ? "blocked" : "skipped";
    case "running":
    case "gate":
    case "waiting":
      return "running";
  }
}

export function meaningOfTask(task: TaskState): Meaning {
  switch (task.status) {
    case "completed":
    case "failed":
    case "blocked":
    case "running":
      return task.status;
    case "cancelled":
      return "failed";
    case "skipped":
      return isGivenUp(task) ? "blocked" : "skipped";
    case "pending":
    case "waiting":
      return isBusy(task) ? "running" : "pending";
  }
}

/** Who did it: the agent, the command's own name, or a person. */
function doerOf({ spec }: TaskState): string {
  switch (spec.kind) {
    case "agent":
      return spec.agent;
    case "command":
      return "command";
    case "manual":
      return "person";
  }
}

const LONGEST = 400;

function blockerOf(run: Run, task: TaskState): JsonValue | undefined {
  if (isGivenUp(task)) return { type: "dependency", text: "what it depends on failed" };
  if (task.status === "failed")
    return { type: "failed", text: cutAtWord(task.message ?? "it failed", LONGEST) };
  const flag = task.status === "blocked" ? task.flags?.[0] : undefined;
  if (!flag) return undefined;
  return {
    type: flag.type,
    text: cutAtWord(flag.text, LONGEST),
    answer: `pawl answer ${run.id} ${task.address}`,
  };
}
