import { PawlError } from "../core/error.ts";
import { settingsOf } from "../core/plan.ts";
import type { Plan } from "../core/plan.ts";
import { findBubblewrap } from "../executors/sandbox/bubblewrap.ts";

/** Refuses a plan whose tasks are to be kept in a sandbox where there can be none. */
export async function refuseWithoutSandbox(plan: Plan): Promise<void> {
  const tasks = plan.phases.flatMap(({ tasks, tasksFrom }) => [
    ...tasks,
    ...(tasksFrom ? [tasksFrom.template] : []),
  ]);
  if (!tasks.some((task) => settingsOf(plan, task).isolation === "sandbox")) return;
  const { why } = await findBubblewrap();
  if (why !== undefined) throw new PawlError("usage", why);
}
