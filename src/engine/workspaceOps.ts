import type { PhaseState, Run, TaskState } from "../core/run.ts";
import { findPhase, findTask } from "../core/run.ts";
import type { Request } from "../core/requests.ts";
import type { WorkspaceOp, WorkspaceOutcome } from "../core/workspaceOps.ts";
import type { WorkspaceOrder, Workspaces } from "../workspaces/port.ts";
import { messageOf } from "./messageOf.ts";
import type { OrderContext } from "./order.ts";
import {
  commitOrderOf,
  landOrderOf,
  openOrderOf,
  orderOf,
  restoreOrderOf,
  tidyOrderOf,
  undoOrderOf,
} from "./workspaceOrder.ts";

/** The work on worktrees and branches that is under way. What this process does not live to see the end of is done again. */
export class WorkspaceOps {
  readonly #workspaces: Workspaces | undefined;
  readonly #report: (request?: Request) => void;
  readonly #underway = new Map<string, AbortController>();

  /** @param report what is to be decided when it has come to an end; nothing where it was broken off */
  constructor(workspaces: Workspaces | undefined, report: (request?: Request) => void) {
    this.#workspaces = workspaces;
    this.#report = report;
  }

  get size(): number {
    return this.#underway.size;
  }

  /** Begins it, unless something of the phase's is under way. */
  perform(run: Run, op: WorkspaceOp, context: OrderContext): void {
    if (this.#underway.has(op.phase)) return;
    const ending = new AbortController();
    this.#underway.set(op.phase, ending);
    void this.#outcome(run, op, context, ending.signal).then((outcome) => {
      this.#underway.delete(op.phase);
      const isOver = ending.signal.aborted && outcome.type === "failed";
      this.#report(isOver ? undefined : { type: "report-workspace", op, outcome });
    });
  }

  /** Makes worktrees anew that somebody took away while nobody drove the run. What fails is told by who needs them. */
  async restore(run: Run, context: OrderContext): Promise<void> {
    const never = new AbortController().signal;
    for (const phase of run.phases) {
      const tasks = phase.tasks.filter((task) => task.workspace);
      for (const task of phase.workspace ? [undefined, ...tasks] : tasks)
        await restored(this.#workspaces, run, phase, task, context, never).catch(() => {});
    }
  }

  /** Ends what is under way, soon. */
  cancel(): void {
    for (const each of this.#underway.values()) each.abort();
  }

  async #outcome(
    run: Run,
    op: WorkspaceOp,
    context: OrderContext,
    signal: AbortSignal,
  ): Promise<WorkspaceOutcome> {
    try {
      if (!this.#workspaces) throw new Error("this engine has nobody to make worktrees");
      const phase = findPhase(run, op.phase);
      const order = orderOf(run, phase, op, context);
      await this.#workspaces.endLeft(order);
      if (op.kind === "tidy")
        await restored(this.#workspaces, run, phase, undefined, context, signal);
      return await perform(this.#workspaces, { run, phase, op, order, signal });
    } catch (error) {
      return { type: "failed", message: `${DOING[op.kind]} failed: ${messageOf(error)}` };
    }
  }
}

const DOING: Readonly<Record<WorkspaceOp["kind"], string>> = {
  open: "making its worktree",
  tidy: "clearing its worktree for the next task",
  commit: "committing its work",
  land: "merging it",
  undo: "putting its work aside",
};

const restored = async (
  workspaces: Workspaces | undefined,
  run: Run,
  phase: PhaseState,
  task: TaskState | undefined,
  context: OrderContext,
  signal: AbortSignal,
): Promise<void> => workspaces?.restore(restoreOrderOf(run, phase, task, context), signal);

interface Performing {
  readonly run: Run;
  readonly phase: PhaseState;
  readonly op: WorkspaceOp;
  readonly order: WorkspaceOrder;
  readonly signal: AbortSignal;
}

async function perform(
  workspaces: Workspaces,
  { run, phase, op, order, signal }: Performing,
): Promise<WorkspaceOutcome> {
  switch (op.kind) {
    case "open":
      return {
        type: "opened",
        open: await workspaces.open(openOrderOf(run, phase, op, order), signal),
      };
    case "tidy":
      return { type: "tidied", ...(await workspaces.tidy(tidyOrderOf(run, phase, order), signal)) };
    case "commit": {
      const task = findTask(run, op.phase, op.task!);
      const made = await workspaces.commit(commitOrderOf(run, phase, task, order), signal);
      return "failure" in made
        ? { type: "refused", failure: made.failure }
        : { type: "committed", commit: made };
    }
    case "land": {
      // It stays where it is: whoever gave the worktree takes it from there.
      const { workspace } = phase;
      if (workspace && workspace.integrate === undefined) {
        await workspaces.leave({ ...order, open: workspace });
        return {
          type: "landed",
          landing: { branch: workspace.branch, from: workspace.base, commit: phase.head! },
        };
      }
      const landed = await workspaces.land(landOrderOf(run, phase, order), signal);
      return "moved" in landed
        ? { type: "moved", head: landed.head }
        : { type: "landed", landing: landed };
    }
    case "undo":
      return { type: "undone", ...(await workspaces.undo(undoOrderOf(run, phase, order), signal)) };
  }
}
