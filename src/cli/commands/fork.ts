import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { Run } from "../../core/run.ts";
import { textOf } from "../declared.ts";
import type { Options } from "../declared.ts";
import { startDetached } from "../detach.ts";
import { drive } from "../drive.ts";
import { baseOf, importsOf, planOfFork } from "../fork/imports.ts";
import { checkPlan, explain } from "../planReading.ts";
import type { ReadyPlan } from "../planReading.ts";
import { printJson } from "../print.ts";
import { refuseInAttempt } from "../refuseInAttempt.ts";
import { chooseRun, loadRun, namesRun, openState } from "../state.ts";
import type { State } from "../state.ts";
import { runOptions } from "./resume.ts";

/** `pawl fork [RUN] [PLAN] --at PHASE`: a new run that takes over what another has completed up to a phase. */
export async function fork(args: readonly string[], options: Options): Promise<ExitStatus> {
  refuseInAttempt("a fork is", "fork");
  const at = textOf(options, "at");
  if (at === undefined)
    throw new PawlError(
      "usage",
      "say where to fork: pawl fork [RUN] [PLAN] --at PHASE; that phase and what it depends on are taken over",
    );
  const state = await openState();
  const { run, path } = await runAndPlan(state, args);
  const ready = path === undefined ? frozen(run) : await readyPlan(path, options);
  if (!ready) return EXIT.usage;
  const { plan, params, source } = ready;
  const imports = importsOf(run, plan, at);
  const start = { ...runOptions(options, plan), params, source, imports, ...baseOf(run, imports) };
  if (options["detach"])
    return startDetached(state, options, (engine) => engine.create(plan, start));
  const note = `taken over from run ${run.id}: ${imports.map((each) => each.phase).join(", ")}`;
  return drive(state, options, (engine) => engine.start(plan, start), [note]);
}

/** Either may be left out: a single argument that begins no run's id is the plan file. */
async function runAndPlan(
  state: State,
  [first, second]: readonly string[],
): Promise<{ readonly run: Run; readonly path: string | undefined }> {
  const isRun = first !== undefined && (second !== undefined || (await namesRun(state, first)));
  const id = await chooseRun(state, isRun ? first : undefined);
  const { run } = await loadRun(state, id);
  return { run, path: isRun ? second : first };
}

/** The plan as the run had it, whatever has become of its file. */
const frozen = (run: Run): ReadyPlan => {
  const { params, source } = run;
  return { plan: planOfFork(run), params, source };
};

async function readyPlan(path: string, options: Options): Promise<ReadyPlan | undefined> {
  const checked = await checkPlan(path, options, true);
  if (options["json"] === true && !checked.ready)
    printJson({ plan: path, valid: false, diagnostics: checked.diagnostics });
  else if (checked.diagnostics.length > 0)
    process.stderr.write(`${explain(checked, process.stderr)}\n\n`);
  return checked.ready;
}
