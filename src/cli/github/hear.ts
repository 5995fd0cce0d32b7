import type { RunId } from "../../core/ids.ts";
import { printNote } from "../print.ts";
import { loadRun } from "../state.ts";
import type { State } from "../state.ts";
import { openGithub } from "./open.ts";

/** Before a run that waits for an approval goes on: takes what was said in comments meanwhile. */
export async function hearGithub(state: State, id: RunId): Promise<void> {
  const { run } = await loadRun(state, id);
  if (run.waiting.size === 0 || !run.plan.github || run.plan.github.approvers.length === 0) return;
  if (await state.store.holder(id)) return;
  await openGithub(state, run, printNote)?.close();
}
