import type { Failure } from "./failure.ts";
import { namesTask } from "./namesTask.ts";
import type { Report } from "./report.ts";
import type { Run, TaskState } from "./run.ts";

/** Of more files only so many are named. */
const MOST = 20;

/** Why a report is not taken: what it says does not hold, a line for each. */
export function refutedBy(lines: readonly string[]): Failure {
  const more = lines.length > MOST ? [`and ${lines.length - MOST} more`] : [];
  const shown = [...lines.slice(0, MOST), ...more].map((each) => `- ${each}`);
  return {
    class: "claim-refuted",
    message: ["what it reports does not hold:", ...shown].join("\n"),
  };
}

/** What is wrong with the task that a report names; undefined where it is this one, or none that the plan has. */
export function otherTask(run: Run, task: TaskState, report: Report): string | undefined {
  if (namesTask(report.task, task.spec.id, task.address)) return undefined;
  const first = /[^\s,:()[\]`"'*]+/.exec(report.task ?? "")?.[0];
  // A list may number its tasks: the 2 of one is `task-2` here. What begins with a number may be a count.
  const number = /^\s*\d+(?:\.\d+)*\s*$/.test(report.task ?? "") ? `task-${first}` : undefined;
  if (number === task.spec.id) return undefined;
  const names = [first, number];
  const other = run.tasks.find(
    ({ spec, address }) => names.includes(String(spec.id)) || first === String(address),
  );
  return other && `it reports task ${first}, and was given task ${task.spec.id}`;
}
