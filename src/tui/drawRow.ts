import { settingsOf } from "../core/plan.ts";
import type { PhaseState, Run, TaskState } from "../core/run.ts";
import { isPhaseSettled, isSettled } from "../core/run.ts";
import { shortDigest } from "../views/approving.ts";
import { questionOf } from "../views/asking.ts";
import { skippedText } from "../views/blockedBy.ts";
import { formatDuration, formatElapsed } from "../views/duration.ts";
import { agentOf, limitText } from "../views/limit.ts";
import { oneLine } from "../views/safeText.ts";
import { phaseMs } from "../views/status.ts";
import { inTime } from "../views/why.ts";
import { attemptMs, isSingle, listed, plural, SKIP_WORDS, workOfTask } from "../views/words.ts";
import { countsText, countTasks, isBetweenStages, isResting, settledOf } from "./counts.ts";
import { conflictsOf, stageText } from "../views/worktrees.ts";
import { workersText } from "../views/workers.ts";
import { padTo } from "./cut.ts";
import { span } from "./paint.ts";
import type { Hue, Span } from "./paint.ts";
import type { Row } from "./rows.ts";
import { lookOfPhase, lookOfTask } from "./signs.ts";
import type { Signs } from "./signs.ts";

/** What a row is drawn with besides the run. */
export interface Drawing {
  readonly run: Run;
  readonly now: number;
  readonly signs: Signs;
  /** Columns for names, so that what follows them stands in one column. */
  readonly nameWidth: number;
  /** Columns for durations and attempts are left out where the screen is too narrow for them. */
  readonly wide: boolean;
  readonly lastLines: ReadonlyMap<string, string>;
}

export function drawRow(row: Row, drawing: Drawing): Span[] {
  switch (row.type) {
    case "phase":
      return isSingle(row.phase)
        ? drawTask(row.phase.tasks[0]!, titleOf(row.phase), "", drawing)
        : drawPhase(row.phase, drawing);
    case "task":
      return drawTask(row.task, row.task.spec.id, "  ", drawing);
    case "more":
      return [span(`  ${drawing.signs.more} and ${moreText(row.hidden)}`, "dim")];
    case "phases":
      return drawPhases(row, drawing);
  }
}

/** The phase's name as the plan's author wrote it. */
export const titleOf = (phase: PhaseState): string => oneLine(phase.spec.title ?? phase.spec.id);

const moreText = (hidden: Parameters<typeof countsText>[0]): string =>
  countsText(hidden).replace(/^(\d+) /, "$1 more ");

function drawPhases(row: Extract<Row, { type: "phases" }>, { signs }: Drawing): Span[] {
  const many = row.count === 1 ? "phase" : "phases";
  switch (row.kind) {
    case "done":
      return [span(signs.completed, "green"), span(` ${row.count} ${many} done`, "dim")];
    case "quiet":
      return [span(`${signs.pending} ${row.count} more ${many} to come`, "dim")];
    case "hot":
      return [span(`${signs.more} and ${row.count} more ${many} under way or failed`, "dim")];
  }
}

function drawPhase(phase: PhaseState, drawing: Drawing): Span[] {
  const { run, now, signs, nameWidth } = drawing;
  const [sign, hue] = lookOfPhase(run, phase);
  const counts = countTasks(run, phase.tasks);
  const started = phase.startedAt !== undefined;
  const settled = isPhaseSettled(phase);
  const took = started ? durationText(phaseMs(run, phase, now), settled) : "";
  const done = started ? `${settledOf(counts)}/${counts.total}` : "";
  return [
    span(`${signs[sign]} `, hue),
    span(padTo(titleOf(phase), nameWidth, signs.more), started ? "bold" : "dim"),
    ...columns(drawing, took, done),
    span(`  ${phaseDetail(phase, counts)}`, hue === "red" ? "red" : "dim"),
  ];
}

function phaseDetail(phase: PhaseState, counts: ReturnType<typeof countTasks>): string {
  if (phase.status === "skipped") return `skipped: ${SKIP_WORDS[phase.skipReason ?? "condition"]}`;
  if (phase.status !== "pending") {
    const count = countsText(counts, ["running", "resting", "failed", "skipped", "cancelled"]);
    return [count, mergeText(phase)].filter((each) => each !== "").join(", ");
  }
  const open = phase.dependencies.filter((each) => !isPhaseSettled(each));
  const size = `${counts.total} task${counts.total === 1 ? "" : "s"}`;
  return open.length === 0 ? size : `${size}, after ${listed(open.map(titleOf), 3)}`;
}

/** What has become of a phase with a worktree, once its tasks are done. */
function mergeText(phase: PhaseState): string {
  const { status, landing, passed } = phase;
  const conflicts = conflictsOf(phase);
  if (conflicts.length > 0)
    return `cannot be merged: conflicts in ${listed(conflicts.map(oneLine), 3)}`;
  if (status === "completed" && landing) return `merged as ${shortDigest(landing.commit)}`;
  return passed && status !== "completed" ? "waits to be merged" : "";
}

function drawTask(task: TaskState, name: string, indent: string, drawing: Drawing): Span[] {
  const { run, now, signs, nameWidth } = drawing;
  const [sign, hue] = lookOfTask(run, task);
  const last = task.attempts.at(-1);
  const running = task.status === "running";
  const ms = running && last ? attemptMs(last, now) : workOfTask(task, now);
  const took = last ? durationText(ms, !running) : "";
  const quiet = !running && hue === "dim";
  return [
    span(`${indent}${signs[sign]} `, hue),
    span(padTo(name, nameWidth - indent.length, signs.more), quiet ? "dim" : undefined),
    ...columns(drawing, took, triesText(run, task)),
    span("  "),
    detailOf(task, drawing),
  ];
}

/** `2/3`; beyond the allowance `#4`; nothing where the first try was all that it took, or could take. */
function triesText(run: Run, task: TaskState): string {
  // Each of its stages has tries of its own.
  if (task.spec.pipeline) return "";
  const count = task.attempts.length;
  const most = settingsOf(run.plan, task.spec).retry.maxAttempts;
  if (count > most) return `#${count}`;
  const open = task.status === "running" || isResting(run, task);
  return count > 1 || (open && most > 1) ? `${count}/${most}` : "";
}

const columns = ({ wide }: Drawing, took: string, count: string): Span[] =>
  wide
    ? [span(`  ${took.padStart(7)}`), span(`  ${count.padEnd(5)}`, "dim")]
    : [span(took === "" ? "" : ` ${took}`)];

const durationText = (ms: number, settled: boolean): string =>
  settled ? formatDuration(ms) : formatElapsed(ms);

function detailOf(task: TaskState, { now, lastLines, run }: Drawing): Span {
  const said = (text: string, hue?: Hue): Span => span(oneLine(text), hue);
  if (isResting(run, task)) {
    const { at, limited } = task.retry!;
    if (limited) return said(limitText(at, now, agentOf(task.spec)), "yellow");
    const because = task.attempts.at(-1)?.failure?.message ?? "";
    return said(`next try ${inTime(at - now)}: ${because}`, "yellow");
  }
  const stage = task.spec.pipeline || isBetweenStages(run, task) ? stageText(task) : undefined;
  switch (task.status) {
    case "running":
      return said(
        [stage, workersText(task), lastLines.get(task.address)].filter(Boolean).join(": "),
      );
    case "blocked":
      return said(
        `${task.spec.kind === "manual" ? "to do" : "asks"}: ${questionOf(task.flags ?? [])}`,
        "yellow",
      );
    case "failed":
      return said(task.message ?? "failed", task.tolerated ? "yellow" : "red");
    case "skipped":
      return said(`skipped: ${skippedText(task)}`, "dim");
    case "cancelled":
      return said("cancelled", "dim");
    case "completed":
      if (task.imported) return said("done before this run", "dim");
      return task.warning === undefined
        ? said(commitText(task), "dim")
        : said(task.warning, "yellow");
    case "pending":
    case "waiting": {
      if (stage !== undefined && isBetweenStages(run, task)) return said(stage, "dim");
      const open = task.dependencies.filter((each) => !isSettled(each)).map((each) => each.spec.id);
      const phases = task.phase.dependencies.filter((each) => !isPhaseSettled(each)).map(titleOf);
      const after = isSingle(task.phase) ? phases : open;
      return said(
        after.length === 0 || run.endedAt !== undefined ? "" : `after ${listed(after, 3)}`,
        "dim",
      );
    }
  }
}

/** What Pawl has committed of it. */
function commitText({ commit: made }: TaskState): string {
  if (!made) return "";
  const { commit, files } = made;
  if (commit === undefined) return "nothing to commit";
  return `${shortDigest(commit)}, ${plural(files.length, "file")}`;
}
