import type { Run } from "../../core/run.ts";
import { approvingIn } from "../../views/approving.ts";
import type { State } from "../state.ts";

/** What happens now that a person has decided about a gate, and what else waits. */
export async function nextLines(state: State, run: Run, done: string): Promise<string[]> {
  const driven = await state.store.holder(run.id);
  const next = driven
    ? `the process that drives the run goes on with it; pawl status ${run.id} --watch follows it`
    : `pawl resume ${run.id} goes on`;
  return [
    `${done}; ${next}`,
    ...approvingIn(run).map((each) => `${each.phase} still waits for an approval: ${each.command}`),
  ];
}
