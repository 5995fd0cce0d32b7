import { isBusy, isGivenUp } from "../../core/run.ts";
import type { PhaseState, PhaseStatus, Run, TaskState } from "../../core/run.ts";
import { isoTime } from "../duration.ts";
import { nameOfPhase } from "./names.ts";

/** What seed 003 says of a task. */
export type SeedTaskWord = "ready" | "blocked" | "in_progress" | "completed" | "failed";

/** `status.yaml` of a phase as seed 003 has it. */
export function statusYaml(run: Run, phase: PhaseState): string {
  const started = phase.startedAt === undefined ? [] : [isoTime(phase.startedAt)];
  const tasks = phase.tasks.map((each) => `  ${scalar(each.spec.id)}: ${seedTaskWord(each)}`);
  return [
    `phase: ${scalar(nameOfPhase(run, phase))}`,
    `status: ${PHASE_WORDS[phase.status]}`,
    ...started.map((at) => `started_at: "${at}"`),
    ...(tasks.length === 0 ? ["tasks: {}"] : ["tasks:", ...tasks]),
    "",
  ].join("\n");
}

/** That document knows of no gates: until its gate holds, a phase is in progress. */
const PHASE_WORDS: Readonly<Record<PhaseStatus, string>> = {
  pending: "ready",
  running: "in_progress",
  gate: "in_progress",
  waiting: "in_progress",
  completed: "completed",
  failed: "failed",
  skipped: "skipped",
};

/**
 * `blocked` is what waits for another task, for a person's answer, or for ever, as what it depends on failed. What was
 * skipped for another reason counts as done for what depends on it, and that document has no word of its own for it.
 */
export function seedTaskWord(task: TaskState): SeedTaskWord {
  switch (task.status) {
    case "running":
      return "in_progress";
    case "blocked":
      return "blocked";
    case "completed":
      return "completed";
    case "failed":
    case "cancelled":
      return "failed";
    case "skipped":
      return isGivenUp(task) ? "blocked" : "completed";
    case "pending":
    case "waiting":
      if (isBusy(task) || (task.stage && task.begun)) return "in_progress";
      return task.open > 0 ? "blocked" : "ready";
  }
}

/** Words that YAML takes for something else than a text are quoted. */
function scalar(text: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text);
  return plain && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
