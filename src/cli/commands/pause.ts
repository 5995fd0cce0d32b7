import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { put, thisActor } from "../../engine/engine.ts";
import { statusView } from "../../views/status.ts";
import type { Options } from "../declared.ts";
import { printJson, printLine } from "../print.ts";
import { chooseRun, openState } from "../state.ts";

/** `pawl pause [RUN]`: starts nothing new; what is under way ends by itself. */
export async function pause(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const id = await chooseRun(state, args[0]);
  const run = await put(state.store, id, { type: "pause", by: thisActor() });
  const underway = [...run.underway].map((each) => each.address);
  const rest = underway.length > 0 ? `; ${underway.join(", ")} may end` : "";
  if (options["json"]) printJson(statusView(run, Date.now()));
  else printLine(`run ${id} is paused: nothing new is started${rest}. pawl resume ${id} goes on`);
  return EXIT.completed;
}
