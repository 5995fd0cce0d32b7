import type { Run } from "../../core/run.ts";
import { failedGates } from "../../views/failedGates.ts";
import { taskLabel } from "../../views/words.ts";

/** What a person can do about a run that failed. */
export interface Choice {
  /** What is typed: this, or its first letter. */
  readonly name: "retry" | "debug" | "rollback" | "abort";
  readonly does: string;
  /** The task or phase that it is about. */
  readonly target: string;
}

/** In the order in which they are offered; none where the run has not failed. */
export function choicesFor(run: Run): Choice[] {
  if (run.status !== "failed") return [];
  const task = run.tasks.find((each) => each.status === "failed" && !each.tolerated);
  const target = task ? taskLabel(task) : failedGates(run)[0]?.phase;
  if (target === undefined) return [];
  const last = run.phases.findLast((each) => each.status === "completed")?.spec.id;
  return [
    { name: "retry", does: `try ${target} again`, target },
    ...(Object.keys(run.plan.agents ?? {}).length > 0
      ? [{ name: "debug", does: "have an agent find out why", target } as const]
      : []),
    ...(last === undefined
      ? []
      : [{ name: "rollback", does: `go back to just after ${last}`, target: last } as const]),
    { name: "abort", does: "end the run for good", target },
  ];
}

/** By its name or the letters that it begins with, where no other begins so. */
export function chosen(choices: readonly Choice[], said: string): Choice | undefined {
  const text = said.trim().toLowerCase();
  if (text === "") return undefined;
  const found = choices.filter((each) => each.name.startsWith(text));
  return found.length === 1 ? found[0] : choices.find((each) => each.name === text);
}
