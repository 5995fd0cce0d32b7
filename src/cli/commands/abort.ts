import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { settingsOf } from "../../core/plan.ts";
import type { Request } from "../../core/requests.ts";
import type { Run } from "../../core/run.ts";
import { put, thisActor } from "../../engine/engine.ts";
import { statusView } from "../../views/status.ts";
import { textOf } from "../declared.ts";
import type { Options } from "../declared.ts";
import { engineOf } from "../drive.ts";
import { printJson, printLine } from "../print.ts";
import { chooseRun, loadRun, openState } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl abort [RUN]`: cancels what is under way and ends the run, whether anybody drives it or not. */
export async function abort(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const id = await chooseRun(state, args[0]);
  const reason = textOf(options, "reason");
  const request: Request = {
    type: "abort",
    by: thisActor(),
    ...(reason === undefined ? {} : { reason }),
  };
  const driven = await state.store.holder(id);
  const run = driven ? await askAndWait(state, id, request) : await abortHere(state, id, request);
  if (options["json"]) printJson(statusView(run, Date.now()));
  else printLine(outcomeOf(run));
  return run.status === "aborted" ? EXIT.completed : EXIT.failed;
}

async function abortHere(state: State, id: RunId, request: Request): Promise<Run> {
  const engine = engineOf(state);
  try {
    return await (
      await engine.drive(id, [request])
    ).finished;
  } finally {
    await engine.close();
  }
}

/** The driver needs the longest grace period of what is under way, and a little more. */
async function askAndWait(state: State, id: RunId, request: Request): Promise<Run> {
  const asked = await put(state.store, id, request);
  const graces = [...asked.underway].map((each) => settingsOf(asked.plan, each.spec).graceMs);
  const patience = Date.now() + Math.max(0, ...graces) + 10_000;
  for (;;) {
    const { run } = await loadRun(state, id);
    if (run.status === "aborted" || Date.now() > patience) return run;
    if (!(await state.store.holder(id))) return abortHere(state, id, request);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const outcomeOf = (run: Run): string =>
  run.status === "aborted"
    ? `run ${run.id} is aborted; nothing of it is left running`
    : `run ${run.id} is asked to abort, and its driver has not done so yet; pawl status ${run.id} shows it`;
