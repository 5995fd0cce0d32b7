import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { decide } from "../../core/decide.ts";
import type { Request } from "../../core/requests.ts";
import { isRefusal } from "../../core/result.ts";
import type { Run } from "../../core/run.ts";
import { phaseCalled } from "../../core/target.ts";
import { put } from "../../engine/engine.ts";
import { statusView } from "../../views/status.ts";
import type { Options } from "../declared.ts";
import { drive } from "../drive.ts";
import { planFileNote } from "../changedFiles.ts";
import { printJson, printLine } from "../print.ts";
import { retryRequest } from "../retry/request.ts";
import { leftNote } from "../shell/leftNote.ts";
import { uncommitted } from "../shell/uncommitted.ts";
import { loadRun, openState, runAndTarget } from "../state.ts";

/** `pawl retry [RUN] TASK|PHASE`: tries it again, in the process that drives the run or else in this one. */
export async function retry(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const { id, target } = await runAndTarget(state, args, "retry");
  const { run, notes } = await loadRun(state, id);
  const request = retryRequest(run, target, options);
  const undone = options["force"] === true ? undoneBy(run, request) : [];
  if (await state.store.holder(id)) {
    const after = await put(state.store, id, request);
    if (options["json"]) printJson(statusView(after, Date.now()));
    else
      printLine(
        [
          ...undone,
          `the process that drives ${id} tries it again; pawl status ${id} --watch follows it`,
        ].join("\n"),
      );
    return EXIT.completed;
  }
  const left = await leftInMerge(run, request);
  const all = [...notes, ...(await planFileNote(run)), ...undone, ...left];
  return drive(state, options, (engine) => engine.resume(id, {}, [request]), all);
}

/** What a forced retry will do again, said before it is done. */
function undoneBy(run: Run, request: Request): string[] {
  const events = decide(run, request, Date.now());
  if (isRefusal(events)) return [];
  const tasks = events.flatMap((each) => (each.type === "retry-requested" ? each.tasks : []));
  return [`to be done again: ${tasks.map((each) => `${each.phase}/${each.task}`).join(", ")}`];
}

/** Only what is committed is merged: a person may have mended the merge and left it at that. */
async function leftInMerge(run: Run, request: Request): Promise<string[]> {
  if (request.type !== "mend" || request.task) return [];
  const phase = phaseCalled(run, request.phase);
  if (isRefusal(phase) || !phase.workspace) return [];
  const count = await uncommitted(phase.workspace.path);
  return count === 0 ? [] : [leftNote(run, phase, count)];
}
