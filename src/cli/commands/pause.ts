import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import type { Request } from "../../core/requests.ts";
import type { Run } from "../../core/run.ts";
import { put, thisActor } from "../../engine/engine.ts";
import { statusView } from "../../views/status.ts";
import type { Options } from "../declared.ts";
import { engineOf } from "../drive.ts";
import { printJson, printLine } from "../print.ts";
import { chooseRun, loadRun, openState } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl pause [RUN]`: starts nothing new; what is under way ends by itself. */
export async function pause(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const id = await chooseRun(state, args[0]);
  const request: Request = { type: "pause", by: thisActor() };
  const run = (await endsChecks(state, id))
    ? await pauseHere(state, id, request)
    : await put(state.store, id, request);
  const underway = [...run.underway].map((each) => each.address);
  const rest = underway.length > 0 ? `; ${underway.join(", ")} may end` : "";
  if (options["json"]) printJson(statusView(run, Date.now()));
  else printLine(`run ${id} is paused: nothing new is started${rest}. pawl resume ${id} goes on`);
  return EXIT.completed;
}

/** Whether a driver that died may have left checks of gates, which nobody else would end before a resume. */
async function endsChecks(state: State, id: RunId): Promise<boolean> {
  if (await state.store.holder(id)) return false;
  const { run } = await loadRun(state, id);
  return run.gates.size > 0 && run.underway.size === 0;
}

/** Who drives a run ends first what was left of checks. */
async function pauseHere(state: State, id: RunId, request: Request): Promise<Run> {
  const engine = engineOf(state);
  try {
    return await (
      await engine.drive(id, [request])
    ).finished;
  } finally {
    await engine.close();
  }
}
