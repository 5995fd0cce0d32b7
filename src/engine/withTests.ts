import type { AttemptResult } from "../core/result.ts";
import type { Run, TaskState } from "../core/run.ts";
import { isTestRun } from "../core/stages.ts";
import type { Workspaces } from "../workspaces/port.ts";
import { messageOf } from "./messageOf.ts";
import { openFor } from "./openFor.ts";

/** To what came of running a test first written, then passed: the test files as they are. Never rejects. */
export async function withTests(
  run: Run,
  task: TaskState,
  result: AttemptResult,
  workspaces: Workspaces | undefined,
): Promise<AttemptResult> {
  const { pipeline } = task.spec;
  const open = openFor(run, task);
  const since = task.workspace?.base ?? task.phase.head;
  if (!workspaces || !open || since === undefined || result.type === "cancelled") return result;
  if (!pipeline?.tdd || !isTestRun(task.stage?.name)) return result;
  try {
    return { ...result, tests: await workspaces.testsIn(open.path, since) };
  } catch (error) {
    const message = `the tests that were written cannot be looked at: ${messageOf(error)}`;
    return { type: "failed", failure: { class: "fatal", message } };
  }
}
