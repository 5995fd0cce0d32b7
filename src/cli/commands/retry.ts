import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { decide } from "../../core/decide.ts";
import type { Request } from "../../core/requests.ts";
import { isRefusal } from "../../core/result.ts";
import type { Run } from "../../core/run.ts";
import { put } from "../../engine/engine.ts";
import { statusView } from "../../views/status.ts";
import type { Options } from "../declared.ts";
import { drive } from "../drive.ts";
import { planFileNote } from "../changedFiles.ts";
import { printJson, printLine } from "../print.ts";
import { retryRequest } from "../retry/request.ts";
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
  const all = [...notes, ...(await planFileNote(run)), ...undone];
  return drive(state, options, (engine) => engine.resume(id, {}, [request]), all);
}

/** What a forced retry will do again, said before it is done. */
function undoneBy(run: Run, request: Request): string[] {
  const events = decide(run, request, Date.now());
  if (isRefusal(events)) return [];
  const tasks = events.flatMap((each) => (each.type === "retry-requested" ? each.tasks : []));
  return [`to be done again: ${tasks.map((each) => `${each.phase}/${each.task}`).join(", ")}`];
}
