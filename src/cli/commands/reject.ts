import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { put, thisActor } from "../../engine/engine.ts";
import { phasesInPlanOrder } from "../../views/approving.ts";
import { statusView } from "../../views/status.ts";
import { nextLines } from "../approve/next.ts";
import { textOf } from "../declared.ts";
import type { Options } from "../declared.ts";
import { gateWords } from "../gateWords.ts";
import { printJson, printLines } from "../print.ts";
import { refuseInAttempt } from "../refuseInAttempt.ts";
import { openState } from "../state.ts";

/** `pawl reject [RUN] [GATE] --reason TEXT`: has a phase done again, and tells it why. */
export async function reject(args: readonly string[], options: Options): Promise<ExitStatus> {
  refuseInAttempt("a rejection is", "reject");
  const reason = textOf(options, "reason")?.trim() ?? "";
  if (reason === "")
    throw new PawlError(
      "usage",
      "say why: pawl reject [RUN] [GATE] --reason TEXT; the phase is done again, and is told",
    );
  const state = await openState();
  const { id, run, gate } = await gateWords(state, args);
  const phase = gate ?? phasesInPlanOrder(run.waiting)[0]?.spec.id;
  // Where several wait the core says so.
  const named = gate === undefined ? {} : { phase: gate };
  const after = await put(state.store, id, { type: "reject", ...named, reason, by: thisActor() });
  if (options["json"]) printJson(statusView(after, Date.now()));
  else printLines(await nextLines(state, after, `${phase} is sent back and is done again`));
  return EXIT.completed;
}
