import { decide } from "../../core/decide.ts";
import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { Request } from "../../core/requests.ts";
import { isRefusal } from "../../core/result.ts";
import type { Run } from "../../core/run.ts";
import type { RunId } from "../../core/ids.ts";
import { thisActor } from "../../engine/engine.ts";
import { statusView } from "../../views/status.ts";
import { askLine, canAsk } from "../askLine.ts";
import type { Options } from "../declared.ts";
import { engineOf } from "../drive.ts";
import { printJson, printLine, printLines, printNote } from "../print.ts";
import { refuseInAttempt } from "../refuseInAttempt.ts";
import { loadRun, openState, runAndTarget } from "../state.ts";
import type { State } from "../state.ts";

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
  const { after, notes } = await driveBack(state, id, request);
  notes.forEach(printNote);
  if (options["json"]) printJson(statusView(after, Date.now()));
  else printLine(`run ${id} is rolled back to ${target}; pawl resume ${id} goes on from there`);
  return EXIT.completed;
}

/** Branches go back with the state, and that takes somebody who does it. */
async function driveBack(
  state: State,
  id: RunId,
  request: Request,
): Promise<{ readonly after: Run; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const engine = engineOf(state, {
    onEvent: ({ event }) => {
      if (event.type === "workspace-undone") notes.push(...(event.notes ?? []));
    },
  });
  try {
    const driving = await engine.drive(id, [request]);
    return { after: await driving.finished, notes };
  } finally {
    await engine.close();
  }
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
    ...branchesBack(run, phases),
    ...artifacts.map(({ artifact, version }) => `undone: ${artifact.name}, version ${version}`),
  ];
}

/** What becomes of what was committed. */
function branchesBack(run: Run, phases: readonly string[]): string[] {
  const undone = run.integration.landings.filter((each) => phases.includes(each.phase.spec.id));
  const open = run.phases.filter((each) => phases.includes(each.spec.id) && each.workspace);
  const kept = `refs/pawl/${run.id}/undone`;
  const [first] = undone;
  return [
    ...(first
      ? [
          `branch ${first.landing.branch} goes back to ${first.landing.from.slice(0, 12)}; what is undone stays under ${kept}`,
        ]
      : []),
    ...open.map(
      (each) => `the worktree of ${each.spec.id} goes; what is in it stays under ${kept}`,
    ),
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
