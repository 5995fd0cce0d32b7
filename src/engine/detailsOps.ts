import { detailsWanted } from "../core/details.ts";
import type { DetailsOutcome, DetailsStep } from "../core/details.ts";
import { attemptFolder } from "../core/paths.ts";
import { isSamePlace } from "../core/place.ts";
import { findPhase } from "../core/run.ts";
import type { AttemptState, PhaseState, Run, TaskState } from "../core/run.ts";
import type { Request } from "../core/requests.ts";
import type { DetailsKeeper, DetailsOrder } from "../details/port.ts";
import { messageOf } from "./messageOf.ts";
import type { OrderContext } from "./order.ts";
import { folderOfWorker } from "./workerOrder.ts";

/** What is seen to of the details of phases. What this process does not live to see the end of is done again. */
export class DetailsOps {
  readonly #keeper: DetailsKeeper | undefined;
  readonly #report: (request?: Request) => void;
  readonly #underway = new Set<string>();
  /** By phase, how many of its attempts are in the mirror, and the last work on it. */
  readonly #mirrored = new Map<string, number>();
  #mirroring: Promise<void> = Promise.resolve();

  /** @param report what is to be decided when something has come to its end */
  constructor(keeper: DetailsKeeper | undefined, report: (request?: Request) => void) {
    this.#keeper = keeper;
    this.#report = report;
  }

  get size(): number {
    return this.#underway.size;
  }

  /** Begins it, unless something of the phase's is under way. */
  perform(run: Run, id: PhaseState["spec"]["id"], step: DetailsStep, context: OrderContext): void {
    if (this.#underway.has(id)) return;
    this.#underway.add(id);
    const phase = findPhase(run, id);
    void this.#outcome(run, phase, step, context).then((outcome) => {
      this.#underway.delete(id);
      this.#report({ type: "report-details", phase: id, step, outcome });
    });
  }

  /** Has the details of attempts that have ended stand in the mirror. What goes wrong is said at the end of the phase. */
  mirror(run: Run, context: OrderContext): void {
    if (run.plan.mirror?.details === undefined || !this.#keeper) return;
    for (const phase of run.phases) {
      const ended = endedIn(phase);
      if (ended === (this.#mirrored.get(phase.spec.id) ?? 0) || isCleared(run, phase)) continue;
      this.#mirrored.set(phase.spec.id, ended);
      const order = orderOf(run, phase, context);
      this.#mirroring = this.#mirroring.then(() => this.#keeper!.mirror(order)).catch(() => {});
    }
  }

  async #outcome(
    run: Run,
    phase: PhaseState,
    step: DetailsStep,
    context: OrderContext,
  ): Promise<DetailsOutcome> {
    const files = phase.details;
    try {
      if (!this.#keeper) throw new Error("this engine has nobody to see to them");
      const order = orderOf(run, phase, context);
      // What comes late would stand there for ever.
      await this.#mirroring;
      if (step === "record") return await recorded(this.#keeper, order);
      const how = detailsWanted(run, phase) === "archive" ? "archived" : "removed";
      return await this.#keeper.clear(order, files, how);
    } catch (error) {
      return { files, kept: "kept", notes: [`its details are let be: ${messageOf(error)}`] };
    }
  }
}

/** What there is, and why it could not be mirrored, which stops nothing. */
async function recorded(keeper: DetailsKeeper, order: DetailsOrder): Promise<DetailsOutcome> {
  const listed = await keeper.list(order);
  try {
    await keeper.mirror(order);
    return listed;
  } catch (error) {
    const { name } = order.mirror!;
    const note = `they do not stand in ${name}: ${messageOf(error)}`;
    return { ...listed, notes: [...(listed.notes ?? []), note] };
  }
}

const endedIn = ({ tasks }: PhaseState): number =>
  tasks.reduce((sum, { attempts }) => sum + attempts.filter((each) => each.endedAt).length, 0);

/** Its details were seen to, and are not there any more. */
const isCleared = (run: Run, phase: PhaseState): boolean =>
  phase.status === "completed" &&
  phase.detailing === undefined &&
  detailsWanted(run, phase) !== "keep";

/** Of an attempt, and of the workers that it asked for. */
const foldersOf = (task: TaskState, { number, batches }: AttemptState): string[] => [
  attemptFolder(task.phase.spec.id, task.spec.id, number),
  ...(batches ?? []).flatMap(({ id: batch, workers }) =>
    workers.map(({ spec }) => folderOfWorker({ task, attempt: number, batch, worker: spec.id })),
  ),
];

/** Those of attempts that were made here: what lies on another machine stays there. */
function orderOf(run: Run, { spec, tasks }: PhaseState, context: OrderContext): DetailsOrder {
  const name = run.plan.mirror?.details;
  const attempts = tasks
    .filter((task) => task.spec.kind === "agent")
    .flatMap((task) =>
      task.attempts
        .filter((each) => isSamePlace(each, run.driver))
        .flatMap((each) => foldersOf(task, each).map((folder) => ({ task: task.spec.id, folder }))),
    );
  return {
    folder: context.folder,
    phase: spec.id,
    attempts,
    ...(name === undefined ? {} : { mirror: { dir: run.source.dir, name } }),
  };
}
