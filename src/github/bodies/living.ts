import { isPhaseSettled, isSettled } from "../../core/run.ts";
import type { PhaseState, Run, TaskState } from "../../core/run.ts";
import { approvingIn } from "../../views/approving.ts";
import { askingIn } from "../../views/asking.ts";
import { plural, SKIP_WORDS, statusOfTask } from "../../views/words.ts";
import type { Pen } from "../harmless.ts";
import { phaseFigures } from "../progress.ts";

/** GitHub takes 65,536 characters; the mark needs some. */
const MOST = 60_000;

/** No more than these fit, however short their names are: a driver has better to do than to write them out. */
const MOST_TASKS = 5_000;

/** The comment that is edited as the run goes on: a list of its tasks, and what it waits for. */
export function livingText(pen: Pen, run: Run): string {
  // Of phases that are over, or to come, nobody misses the tasks.
  const lists = [run.phases, run.phases.filter(isUnderWay)].map((each) => new Set(each));
  for (const listed of lists) {
    if (tasksIn(listed) > MOST_TASKS) continue;
    const text = compose(pen, run, (each) => (listed.has(each) ? taskLines(pen, run, each) : []));
    if (text.length <= MOST) return text;
  }
  const phases = compose(pen, run, () => []);
  return phases.length <= MOST
    ? phases
    : `${phases.slice(0, MOST)}\n\n(cut: there is more than a comment holds)`;
}

const isUnderWay = (phase: PhaseState): boolean =>
  !isPhaseSettled(phase) && phase.status !== "pending";

const tasksIn = (phases: Iterable<PhaseState>): number =>
  [...phases].reduce((sum, each) => sum + each.tasks.length, 0);

function compose(pen: Pen, run: Run, linesOf: (phase: PhaseState) => string[]): string {
  const { done, all } = phaseFigures(run);
  const settled = run.tasks.filter(isSettled).length;
  return [
    `### ${pen.say(run.plan.name, 120)}: ${run.status}`,
    "",
    `Run ${pen.code(run.id)} of Pawl: ${done} of ${plural(all, "phase")}, ${settled} of ${plural(run.tasks.length, "task")} done`,
    ...run.phases.flatMap((phase) => ["", phaseLine(pen, phase), ...linesOf(phase)]),
    ...waitingLines(pen, run),
  ].join("\n");
}

function phaseLine(pen: Pen, phase: PhaseState): string {
  const settled = phase.tasks.filter(isSettled).length;
  const counts =
    phase.tasks.length > 0 ? `, ${settled} of ${plural(phase.tasks.length, "task")}` : "";
  return `**${pen.code(phase.spec.id)}**: ${phase.status}${counts}`;
}

const taskLines = (pen: Pen, run: Run, phase: PhaseState): string[] =>
  phase.tasks.map((task) => {
    const box = task.status === "completed" ? "x" : " ";
    const { description } = task.spec;
    const about = description === undefined ? "" : ` ${pen.say(description, 100)}`;
    return `- [${box}] ${pen.code(task.spec.id)}${about}${noteOn(pen, run, task)}`;
  });

function noteOn(pen: Pen, run: Run, task: TaskState): string {
  const status = statusOfTask(run, task);
  if (status === "completed")
    return task.warning === undefined ? "" : `: with a warning: ${pen.say(task.warning, 120)}`;
  if (status === "pending" || status === "waiting") return "";
  const why = task.skipReason ? SKIP_WORDS[task.skipReason] : (task.message ?? "");
  const attempt =
    status === "running" && task.attempts.length > 1 ? ` (attempt ${task.attempts.length})` : "";
  return `: ${status}${attempt}${why === "" ? "" : `, ${pen.say(why, 160)}`}`;
}

function waitingLines(pen: Pen, run: Run): string[] {
  const approving = approvingIn(run).map(({ phase }) => `- an approval of ${pen.code(phase)}`);
  const asking = askingIn(run).map(({ task }) => `- an answer to ${pen.code(task)}`);
  const lines = [...approving, ...asking];
  return lines.length === 0 ? [] : ["", "Waits for:", ...lines];
}
