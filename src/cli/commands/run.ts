import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunOptions } from "../../core/events.ts";
import type { Options } from "../declared.ts";
import { startDetached } from "../detach.ts";
import { drive } from "../drive.ts";
import { dryRun, dryRunText } from "../dryRun.ts";
import { checkPlan, explain, notesOf } from "../planReading.ts";
import type { ReadyPlan } from "../planReading.ts";
import { printJson, printLine } from "../print.ts";
import { keepOutOfGit } from "../ignore.ts";
import { openStateFor } from "../state.ts";
import type { State } from "../state.ts";
import { runOptions } from "./resume.ts";

/** `pawl run PLAN`: starts a run and drives it, or with `--dry-run` says what it would do. */
export async function run(args: readonly string[], options: Options): Promise<ExitStatus> {
  return startPlan(undefined, args[0]!, options);
}

/**
 * Starts a run of the plan file, shows it, and answers its exit status.
 * @param place the state to keep it in; if not given, what the command line, the environment or the plan says
 */
export async function startPlan(
  place: State | undefined,
  path: string,
  options: Options,
): Promise<ExitStatus> {
  const checked = await checkPlan(path, options, true);
  const quiet = options["json"] === true;
  if (quiet && !checked.ready)
    printJson({ plan: path, valid: false, diagnostics: checked.diagnostics });
  else if (checked.diagnostics.length > 0)
    process.stderr.write(`${explain(checked, process.stderr)}\n\n`);
  if (!quiet && checked.ready) process.stderr.write(notesOf(checked));
  if (!checked.ready) return EXIT.usage;
  const { plan, params, source } = checked.ready;
  const given = runOptions(options, plan);
  if (options["dryRun"]) return showDryRun(checked.ready, given, quiet);
  const state = place ?? (await openStateFor(plan.state));
  await keepOutOfGit(state.folder);
  state.remember?.();
  const start = { ...given, params, source };
  if (options["detach"])
    return startDetached(state, options, (engine) => engine.create(plan, start));
  return drive(state, options, (engine) => engine.start(plan, start));
}

function showDryRun(
  { plan, params, source }: ReadyPlan,
  given: RunOptions,
  asJson: boolean,
): ExitStatus {
  const phases = dryRun(plan, source, params, given);
  if (asJson) printJson({ plan: plan.name, phases });
  else printLine(dryRunText(phases, plan, given.concurrency ?? plan.concurrency));
  return EXIT.completed;
}
