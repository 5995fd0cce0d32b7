import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { put, thisActor } from "../../engine/engine.ts";
import { statusView } from "../../views/status.ts";
import type { Options } from "../declared.ts";
import { printJson, printLine } from "../print.ts";
import { openState, runAndTarget } from "../state.ts";

/** `pawl skip [RUN] TASK`: passes over a task; what depends on it goes on as if it were done. */
export async function skip(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const { id, target } = await runAndTarget(state, args, "skip");
  const run = await put(state.store, id, { type: "skip", target, by: thisActor() });
  const driven = await state.store.holder(id);
  const next = driven ? `pawl status ${id} --watch follows the run` : `pawl resume ${id} goes on`;
  if (options["json"]) printJson(statusView(run, Date.now()));
  else printLine(`${target} is skipped; ${next}`);
  return EXIT.completed;
}
