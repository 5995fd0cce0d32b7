import type { PhaseState, Run, TaskState } from "../core/run.ts";
import { menderOf } from "../core/housing.ts";
import { findTask } from "../core/run.ts";
import type { Workspace } from "../core/workspace.ts";
import type { WorkspaceOp } from "../core/workspaceOps.ts";
import type {
  CommitOrder,
  LandOrder,
  OpenOrder,
  TidyOrder,
  UndoOrder,
  WorkspaceOrder,
} from "../workspaces/port.ts";
import { environmentOfPhase, paramsOf } from "./order.ts";
import type { OrderContext } from "./order.ts";
import { workspaceFolder } from "./openFor.ts";

/** The branch that a run's phases are merged into. */
export const integrateOf = (run: Run): string => run.plan.workspace?.integrate ?? `pawl/${run.id}`;

const workspaceOf = (run: Run): Workspace => {
  const { workspace } = run.plan;
  if (!workspace) throw new Error("the plan says nothing of worktrees");
  return workspace;
};

/** What every order about a phase's worktree says. */
export function orderOf(
  run: Run,
  phase: PhaseState,
  op: WorkspaceOp,
  context: OrderContext,
): WorkspaceOrder {
  const { id } = phase.spec;
  const name = op.task === undefined ? `@${op.kind}` : `${op.task}@${op.kind}`;
  return {
    run: run.id,
    phase: id,
    ...(op.task !== undefined && op.kind === "open" ? { task: op.task } : {}),
    dir: run.source.dir,
    workspace: workspaceOf(run),
    folder: workspaceFolder(context.folder, id, `${name}-${seriesOf(run, phase, op)}`),
    env: { ...environmentOfPhase(run, phase, context), ...paramsOf(run) },
  };
}

/** Tells what is done again from what was done before. */
function seriesOf(run: Run, phase: PhaseState, { kind, task: id }: WorkspaceOp): number {
  const task = id === undefined ? undefined : findTask(run, phase.spec.id, id);
  if (kind === "commit") return task!.attempts.length;
  return (task?.opened ?? phase.opened) + 1;
}

export function openOrderOf(
  run: Run,
  phase: PhaseState,
  op: WorkspaceOp,
  base: WorkspaceOrder,
): OpenOrder {
  const task = op.task === undefined ? undefined : findTask(run, phase.spec.id, op.task);
  const { base: from } = run.source;
  if (from === undefined) throw new Error("the run began without a commit");
  return {
    ...base,
    integrate: integrateOf(run),
    // Where somebody deleted the branch, it begins with what was merged.
    base: run.integration.landings.at(-1)?.landing.commit ?? from,
    ...(task ? { from: phase.head! } : {}),
    round: (task?.opened ?? phase.opened) + 1,
  };
}

/** To make a worktree anew that is there no more: the same once more, from the last commit of Pawl's. */
export function restoreOrderOf(
  run: Run,
  phase: PhaseState,
  task: TaskState | undefined,
  context: OrderContext,
): OpenOrder {
  const of = task ? { task: task.spec.id } : {};
  const op: WorkspaceOp = { kind: "open", phase: phase.spec.id, ...of };
  const order = openOrderOf(run, phase, op, orderOf(run, phase, op, context));
  const from = task ? task.workspace!.base : phase.head!;
  return { ...order, from, round: order.round - 1 };
}

export function tidyOrderOf(run: Run, phase: PhaseState, base: WorkspaceOrder): TidyOrder {
  const mender = menderOf(phase);
  const owner = phase.owner ?? mender!;
  return {
    ...base,
    open: phase.workspace!,
    head: phase.head!,
    owner: ownerOf(owner),
    ...(mender ? { merge: integrateOf(run) } : {}),
  };
}

const ownerOf = ({ address, round }: TaskState): string => `${address}@${round}`;

export function commitOrderOf(
  run: Run,
  phase: PhaseState,
  task: TaskState,
  base: WorkspaceOrder,
): CommitOrder {
  const { spec, round, attempts } = task;
  const apart = task.workspace;
  return {
    ...base,
    ...(apart ? { task: spec.id } : {}),
    open: apart ?? phase.workspace!,
    head: apart ? apart.base : phase.head!,
    ...(apart ? { onto: { open: phase.workspace!, head: phase.head! } } : {}),
    owner: task.address,
    ownerRound: round,
    attempt: attempts.length,
    subject: subjectOf(task),
    ...(spec.scope ? { scope: spec.scope } : {}),
    ...(spec.mendsMerge ? { merging: true } : {}),
  };
}

/** One line, of which git shows the most. */
function subjectOf({ spec }: TaskState): string {
  const text = spec.description ?? (spec.kind === "manual" ? spec.instructions : spec.id);
  const line = text.split("\n", 1)[0]!.trim();
  return `${spec.id}: ${line.length <= 100 ? line : `${line.slice(0, 99)}…`}`;
}

export function landOrderOf(run: Run, phase: PhaseState, base: WorkspaceOrder): LandOrder {
  const { tree } = phase.evidence!;
  if (tree.commit === undefined || tree.base === undefined)
    throw new Error("its gate was decided on no commit");
  return {
    ...base,
    ...(phase.workspace ? { open: phase.workspace } : {}),
    integrate: integrateOf(run),
    base: tree.base,
    candidate: tree.commit,
    commits: phase.commits,
  };
}

export function undoOrderOf(run: Run, phase: PhaseState, base: WorkspaceOrder): UndoOrder {
  const { rewind } = run.integration;
  const open = phase.aside?.workspace;
  return {
    ...base,
    ...(open ? { open } : {}),
    round: phase.opened,
    ...(rewind
      ? { integrate: { branch: rewind.branch, from: rewind.from, to: rewind.commit } }
      : {}),
  };
}
