import { resolve } from "node:path";
import { EXIT, PawlError } from "../core/error.ts";
import type { PlanSource } from "../core/events.ts";
import type { Plan } from "../core/plan.ts";
import { hasEnded } from "../core/run.ts";
import type { Run } from "../core/run.ts";
import { loadRun } from "./state.ts";
import type { State } from "./state.ts";

/**
 * Refuses a run whose PROGRESS.json another run keeps that has not ended: both would do what the file says is left, and
 * each would find that somebody else has changed the file. An attempt may be at work even where nobody drives that run.
 */
export async function refuseSecondOfFile(
  state: State,
  plan: Plan,
  source: Pick<PlanSource, "dir">,
): Promise<void> {
  const file = fileOf(plan, source);
  if (file === undefined) return;
  for (const { run: id, status } of await state.store.list()) {
    if (status === "completed" || status === "failed" || status === "aborted") continue;
    // What is wrong with another run's journal is told where that run is asked for.
    const other = await loadRun(state, id).catch(() => undefined);
    if (!other || hasEnded(other.run) || fileOf(other.run.plan, other.run.source) !== file)
      continue;
    await refuse(state, other.run);
  }
}

const fileOf = ({ mirror }: Plan, { dir }: Pick<PlanSource, "dir">): string | undefined =>
  mirror?.progress && resolve(dir, mirror.progress.path);

async function refuse(state: State, { id, plan }: Run): Promise<never> {
  const holder = await state.store.holder(id);
  const { path } = plan.mirror!.progress!;
  if (holder)
    throw new PawlError(
      "refused",
      `run ${id} is at work on ${path}, driven by process ${holder.pid} on ${holder.host}; pawl status ${id} --watch follows it`,
      { exit: EXIT.driven },
    );
  throw new PawlError(
    "refused",
    `run ${id} of ${path} has not ended: pawl resume ${id} goes on with it; pawl abort ${id} ends it, and another can begin`,
  );
}
