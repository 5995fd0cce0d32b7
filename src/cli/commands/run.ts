import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunOptions } from "../../core/events.ts";
import { onlyPhase } from "../../core/onlyPhase.ts";
import type { Plan } from "../../core/plan.ts";
import { budgetOption } from "../budgetOption.ts";
import { textOf } from "../declared.ts";
import type { Options } from "../declared.ts";
import { startDetached } from "../detach.ts";
import { drive } from "../drive.ts";
import { dryRun, dryRunText } from "../dryRun.ts";
import { checkPlan, explain, notesOf } from "../planReading.ts";
import type { ReadyPlan } from "../planReading.ts";
import { wholeNumber } from "../numbers.ts";
import { printJson, printLine } from "../print.ts";
import { keepOutOfGit } from "../ignore.ts";
import { refuseWithoutSandbox } from "../sandbox.ts";
import { refuseSecondOfFile } from "../oneRunOfFile.ts";
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
  const { params, source } = checked.ready;
  const plan = partOf(checked.ready.plan, options);
  const given = { ...runOptions(options, plan), ...budgetOption(options, plan, plan.budget) };
  if (options["dryRun"]) return showDryRun({ ...checked.ready, plan }, given, quiet);
  await refuseWithoutSandbox(plan);
  const state = place ?? (await openStateFor(plan.state));
  await refuseSecondOfFile(state, plan, source);
  await keepOutOfGit(state.folder);
  state.remember?.();
  const start = { ...given, params, source };
  if (options["detach"])
    return startDetached(state, options, (engine) => engine.create(plan, start));
  return drive(state, options, (engine) => engine.start(plan, start));
}

/** The plan, or one phase of it alone. */
function partOf(plan: Plan, options: Options): Plan {
  const only = textOf(options, "only");
  const worktree = textOf(options, "worktree");
  const { retryLimit: limit } = options;
  if (only === undefined) {
    const flag =
      worktree === undefined ? (limit === undefined ? undefined : "--retry-limit") : "--worktree";
    if (flag === undefined) return plan;
    throw new PawlError("usage", `${flag} belongs to --only PHASE`);
  }
  if (worktree !== undefined && !existsSync(worktree))
    throw new PawlError("usage", `--worktree: there is no folder ${worktree}`);
  return onlyPhase(plan, only, {
    ...(worktree === undefined ? {} : { worktree: resolve(worktree) }),
    ...(limit === undefined
      ? {}
      : { retryLimit: wholeNumber("--retry-limit", limit, MOST_ROUNDS) }),
  });
}

const MOST_ROUNDS = 100;

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
