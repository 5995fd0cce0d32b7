import { decide } from "../../core/decide.ts";
import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { Request } from "../../core/requests.ts";
import { isRefusal } from "../../core/result.ts";
import type { Run } from "../../core/run.ts";
import { put, thisActor } from "../../engine/engine.ts";
import { statusView } from "../../views/status.ts";
import { askLine, canAsk } from "../askLine.ts";
import type { Options } from "../declared.ts";
import { printJson, printLine, printLines } from "../print.ts";
import { refuseInAttempt } from "../refuseInAttempt.ts";
import { loadRun, openState, runAndTarget } from "../state.ts";

/** `pawl rollback [RUN] PHASE`: goes back to just after a phase; what came later is done afresh. */
export async function rollback(args: readonly string[], options: Options): Promise<ExitStatus> {
  refuseInAttempt("a rollback is", "rollback");
  const state = await openState();
  if (args[0] === undefined)
    throw new PawlError("usage", "say where to roll back to: pawl rollback [RUN] PHASE");
  const { id, target } = await runAndTarget(state, args, "rollback");
  const { run } = await loadRun(state, id);
  const request: Request = { type: "rollback", to: target, by: thisActor() };
  const undone = undoneBy(run, request);
  if (options["yes"] !== true && !(await isSure(undone, options))) return EXIT.completed;
  const after = await put(state.store, id, request);
  if (options["json"]) printJson(statusView(after, Date.now()));
  else printLine(`run ${id} is rolled back to ${target}; pawl resume ${id} goes on from there`);
  return EXIT.completed;
}

/** What is said before it is done. Throws what the core refuses. */
function undoneBy(run: Run, request: Request): string[] {
  const events = decide(run, request, Date.now());
  if (isRefusal(events)) throw new PawlError("refused", events.text);
  const [back] = events.flatMap((each) => (each.type === "rolled-back" ? [each] : []));
  const phases = back?.phases ?? [];
  const begun = run.phases.filter(
    (each) => phases.includes(each.spec.id) && each.startedAt !== undefined,
  );
  const artifacts = [...run.artifacts.values()].flat().filter((each) => {
    return !each.undone && phases.includes(each.task.phase.spec.id);
  });
  const asks = run.phaseById.get(back!.to)?.spec.gate ? ", and its gate asks again" : "";
  return [
    `${back!.to} stays completed${asks}`,
    begun.length === 0
      ? "no later phase has begun: nothing is undone"
      : `to be done again: ${begun.map((each) => each.spec.id).join(", ")}`,
    ...artifacts.map(({ artifact, version }) => `undone: ${artifact.name}, version ${version}`),
  ];
}

async function isSure(undone: readonly string[], options: Options): Promise<boolean> {
  if (options["json"] || !canAsk()) {
    const what = undone.map((each) => `\n  ${each}`).join("");
    throw new PawlError(
      "usage",
      `without a terminal a rollback needs --yes; it would do this:${what}`,
    );
  }
  printLines(undone);
  const said = await askLine('roll back? ("yes" does it): ');
  if (said.toLowerCase() === "yes") return true;
  printLine("nothing was done");
  return false;
}
