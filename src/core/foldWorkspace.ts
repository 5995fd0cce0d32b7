import type { Event } from "./events.ts";
import { isApart, isHoused, menderOf } from "./housing.ts";
import { putBack } from "./foldRun.ts";
import { linkTasks, taskStateOf } from "./build.ts";
import { classify, classifyPhase, recount } from "./recount.ts";
import type { PhaseState, Run } from "./run.ts";
import { findPhase, findTask } from "./run.ts";

type WorkspaceEvent = Extract<
  Event,
  { type: `workspace-${string}` | `commit-${string}` | "phase-landed" | `${string}-requested` }
>;
type Of<Type extends Event["type"]> = Extract<Event, { type: Type }>;

/** Worktrees are made, and what is done in them is committed, merged or put aside. */
export function foldWorkspace(
  run: Run,
  event: Extract<
    WorkspaceEvent,
    {
      type:
        | `workspace-${string}`
        | `commit-${string}`
        | "phase-landed"
        | "mend-requested"
        | "rebuild-requested";
    }
  >,
): void {
  const phase = findPhase(run, event.phase);
  switch (event.type) {
    case "workspace-opened":
      return opened(run, phase, event);
    case "workspace-tidied":
      // The merge that it is to mend lies in the worktree now.
      phase.owner = menderOf(phase);
      return classifyPhase(run, phase);
    case "workspace-undone":
      return undone(run, phase);
    case "commit-made":
      return committed(run, phase, event);
    case "commit-refused": {
      const task = findTask(run, event.phase, event.task);
      task.refusal = event.failure;
      // What conflicts with others' work is begun again on top of it.
      if (isApart(run, phase)) task.workspace = undefined;
      return;
    }
    case "phase-landed":
      phase.landing = event.landing;
      phase.workspace = undefined;
      phase.owner = undefined;
      run.integration.landings.push({ phase, landing: event.landing });
      return;
    case "mend-requested":
      return mend(run, phase, event);
    case "rebuild-requested":
      putAside(run, phase);
      return putBack(run, phase.tasks, [phase]);
  }
}

function opened(run: Run, phase: PhaseState, { task: id, open }: Of<"workspace-opened">): void {
  if (id !== undefined) {
    const task = findTask(run, phase.spec.id, id);
    task.workspace = open;
    task.opened++;
    return classify(run, task);
  }
  phase.workspace = open;
  phase.opened++;
  phase.head = open.base;
  phase.commits = [];
  phase.owner = undefined;
  classifyPhase(run, phase);
}

function committed(run: Run, phase: PhaseState, event: Of<"commit-made">): void {
  const task = findTask(run, event.phase, event.task);
  const { commit, head, files, notes } = event;
  task.commit = { head, files, ...(commit ? { commit } : {}), ...(notes ? { notes } : {}) };
  task.workspace = undefined;
  phase.head = head;
  if (commit !== undefined) phase.commits.push(commit);
  if (phase.owner === task) phase.owner = undefined;
}

function undone(run: Run, phase: PhaseState): void {
  phase.aside = undefined;
  if (!run.phases.some((each) => each.aside)) run.integration.rewind = undefined;
  classifyPhase(run, phase);
}

/** Its worktree is to be put aside, and another one made when it goes on. */
export function putAside(run: Run, phase: PhaseState): void {
  if (!isHoused(run, phase)) return;
  if (phase.workspace || phase.landing) phase.aside = { workspace: phase.workspace };
  phase.workspace = undefined;
  phase.head = undefined;
  phase.commits = [];
  phase.owner = undefined;
  phase.passed = false;
  phase.standing = undefined;
}

/** Its gate is asked again; before that, the task mends the merge, where there is one. */
function mend(run: Run, phase: PhaseState, { task: spec }: Of<"mend-requested">): void {
  if (spec) {
    const task = taskStateOf(run.tasks.length, spec, phase);
    run.tasks.push(task);
    phase.tasks.push(task);
    run.taskByAddress.set(task.address, task);
    linkTasks([task]);
  }
  phase.passed = false;
  phase.message = undefined;
  putBack(run, [], [phase]);
  phase.status = "running";
  recount(run);
}
