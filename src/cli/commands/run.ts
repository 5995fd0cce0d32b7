import { dirname, resolve } from "node:path";
import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { PlanSource } from "../../core/events.ts";
import type { Options } from "../declared.ts";
import { drive } from "../drive.ts";
import { dryRun, dryRunText } from "../dryRun.ts";
import { readPlanOrExplain } from "../planReading.ts";
import type { ReadyPlan } from "../planReading.ts";
import { printJson, printLine } from "../print.ts";
import { openState } from "../state.ts";
import type { State } from "../state.ts";
import { runOptions } from "./resume.ts";

/** `pawl run PLAN`: starts a run and drives it, or with `--dry-run` says what it would do. */
export async function run(args: readonly string[], options: Options): Promise<ExitStatus> {
  return startPlan(openState(), args[0]!, options);
}

/** Starts a run of the plan file in the state given, shows it, and answers its exit status. */
export async function startPlan(state: State, path: string, options: Options): Promise<ExitStatus> {
  const ready = await readPlanOrExplain(path, options);
  if (!ready) return EXIT.usage;
  const source: PlanSource = { path: resolve(path), sha256: ready.sha256, dir: dirname(resolve(path)) };
  if (options["dryRun"]) return showDryRun(ready, source, options);
  refuseStores(ready.plan.state);
  const { plan, params } = ready;
  const given = { ...runOptions(options, ready), params, source };
  return drive(state, options, (engine) => engine.start(plan, given));
}

function showDryRun(ready: ReadyPlan, source: PlanSource, options: Options): ExitStatus {
  const { plan, params } = ready;
  const given = runOptions(options, ready);
  const phases = dryRun(plan, source, params, given);
  if (options["json"]) printJson({ plan: plan.name, phases });
  else printLine(dryRunText(phases, plan, given.concurrency ?? plan.concurrency));
  return EXIT.completed;
}

/** Only the json store is there yet; a plan that asks for another must not be run as if it had not. */
function refuseStores(state: string | undefined): void {
  if (state === undefined || state === "json") return;
  throw new PawlError("usage", `the plan asks for state: ${state.split(":")[0]}, and this version has the json store only; write state: json`);
}
