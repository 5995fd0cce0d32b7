import { isFailure, isGivenUp } from "../core/run.ts";
import type { TaskState } from "../core/run.ts";
import { SKIP_WORDS } from "./words.ts";

/** Why a task was skipped: of one that waited for another of its phase that failed, which that is. */
export function skippedText(task: TaskState): string {
  const culprit = isGivenUp(task) ? failedBefore(task) : undefined;
  return culprit
    ? `blocked by ${culprit.spec.id}, which failed`
    : SKIP_WORDS[task.skipReason ?? "condition"];
}

/** No recursion: chains are long. */
function failedBefore(task: TaskState): TaskState | undefined {
  const seen = new Set<TaskState>();
  const open = [...task.dependencies];
  for (let each = open.shift(); each; each = open.shift()) {
    if (isFailure(each)) return each;
    if (seen.has(each) || !isGivenUp(each)) continue;
    seen.add(each);
    open.push(...each.dependencies);
  }
  return undefined;
}
