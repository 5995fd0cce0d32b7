import type { RunOptions } from "../../core/events.ts";
import type { ExitStatus } from "../../core/error.ts";
import { PawlError } from "../../core/error.ts";
import { phaseId } from "../../core/ids.ts";
import type { Request } from "../../core/requests.ts";
import type { Plan } from "../../core/plan.ts";
import { thisActor } from "../../engine/engine.ts";
import type { ResumeOptions } from "../../engine/engine.ts";
import { budgetOption } from "../budgetOption.ts";
import { textOf } from "../declared.ts";
import type { Options } from "../declared.ts";
import { detach } from "../detach.ts";
import { drive } from "../drive.ts";
import { wholeNumber } from "../numbers.ts";
import { hearGithub } from "../github/hear.ts";
import { planFileNote } from "../changedFiles.ts";
import { chooseRun, loadRun, openState } from "../state.ts";

/** `pawl resume [RUN]`, also `recover`: goes on with a run, from a restore point if asked. */
export async function resume(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const id = await chooseRun(state, args[0], { byPlan: true });
  if (options["detach"]) return detach(state, options, id);
  await hearGithub(state, id);
  const { run, notes } = await loadRun(state, id);
  const note = await planFileNote(run);
  const requests: Request[] = [];
  const from = textOf(options, "from");
  if (from !== undefined) requests.push({ type: "restart", from, by: thisActor() });
  const given = {
    ...runOptions(options, run.plan),
    ...budgetOption(options, run.plan, run.budget),
    ...deadHosts(options),
  };
  return drive(state, options, (engine) => engine.resume(id, given, requests), [...notes, ...note]);
}

/** Without a name: all but this one. */
function deadHosts(options: Options): Pick<ResumeOptions, "deadHosts"> {
  const host = options["hostIsDead"];
  if (typeof host === "string") return { deadHosts: [host] };
  return host === true ? { deadHosts: "all" } : {};
}

/** As in a plan. */
const MOST_SIDE_BY_SIDE = 256;

/** The options of a run that the command line gives. */
export function runOptions(options: Options, plan: Plan): RunOptions {
  const { concurrency } = options;
  const until = textOf(options, "until");
  const { phases } = plan;
  const found =
    until === undefined
      ? undefined
      : phases.find((each) => each.id === until || each.title === until);
  if (until !== undefined && !found) {
    const known = phases.map((each) => each.id).join(", ");
    throw new PawlError(
      "usage",
      `--until: the plan has no phase "${until}"; its phases are ${known}`,
    );
  }
  return {
    ...(concurrency === undefined
      ? {}
      : { concurrency: wholeNumber("--concurrency", concurrency, MOST_SIDE_BY_SIDE) }),
    ...(found ? { until: phaseId(found.id) } : {}),
  };
}
