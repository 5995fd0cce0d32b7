import { mergeBudgets } from "./budget.ts";
import { newContext } from "./contextState.ts";
import type { Event } from "./events.ts";
import { taskAddress } from "./ids.ts";
import type { PhaseId, TaskAddress } from "./ids.ts";
import { ReadyQueue } from "./readyQueue.ts";
import type { PhaseState, Run, TaskState } from "./run.ts";
import type { Phase, Task } from "./plan.ts";
import { emptySpend } from "./spend.ts";

/** The run as it is after its first event: everything pending, links between phases and tasks laid. */
export function buildRun(started: Extract<Event, { type: "run-started" }>, at: number): Run {
  const run: Run = {
    id: started.run,
    plan: started.plan,
    source: started.source,
    params: started.params,
    version: started.version,
    options: started.options,
    scope: undefined,
    seq: 1,
    status: "running",
    startedAt: at,
    updatedAt: at,
    endedAt: undefined,
    pausedBecause: undefined,
    abortRequested: false,
    budget: mergeBudgets(started.plan.budget, started.options.budget),
    spend: emptySpend(),
    over: undefined,
    warned: new Map(),
    stopping: false,
    phases: [],
    tasks: [],
    phaseById: new Map<PhaseId, PhaseState>(),
    taskByAddress: new Map<TaskAddress, TaskState>(),
    ready: new ReadyQueue(),
    driver: { host: started.by.host },
    underway: new Set(),
    elsewhere: new Set(),
    batches: new Map(),
    resting: new Set(),
    undecided: new Set(),
    skippable: new Map(),
    blocked: new Set(),
    unfilled: new Set(),
    halted: new Set(),
    gates: new Set(),
    waiting: new Set(),
    housed: new Set(),
    integration: { landings: [], rewind: undefined },
    context: newContext(),
    artifacts: new Map(),
    detailing: new Set(),
    touched: new Set(),
    openable: new ReadyQueue(),
    openPhases: 0,
    failures: 0,
  };
  for (const spec of started.plan.phases) addPhase(run, spec);
  for (const phase of run.phases) linkPhase(run, phase);
  for (const phase of run.phases) importDone(phase, at);
  return run;
}

function addPhase(run: Run, spec: Phase): void {
  const phase: PhaseState = {
    index: run.phases.length,
    spec,
    tasks: [],
    dependencies: [],
    dependents: [],
    status: "pending",
    open: 0,
    openTasks: 0,
    failures: 0,
    fatal: undefined,
    startedAt: undefined,
    endedAt: undefined,
    skipReason: undefined,
    checkpointed: false,
    filled: spec.tasksFrom === undefined,
    round: 0,
    evidence: undefined,
    approveUntil: undefined,
    escalated: false,
    approved: false,
    rejections: undefined,
    message: undefined,
    workspace: undefined,
    opened: 0,
    head: undefined,
    commits: [],
    owner: undefined,
    passed: false,
    landing: undefined,
    standing: undefined,
    details: [],
    detailing: undefined,
    aside: undefined,
  };
  run.phases.push(phase);
  run.phaseById.set(spec.id, phase);
  for (const each of spec.tasks) {
    const task = taskStateOf(run.tasks.length, each, phase);
    run.tasks.push(task);
    phase.tasks.push(task);
    run.taskByAddress.set(task.address, task);
  }
  linkTasks(phase.tasks);
}

/** Makes tasks of a phase depend on each other as their plan says. */
export function linkTasks(tasks: readonly TaskState[]): void {
  const byId = new Map(tasks.map((each) => [each.spec.id, each]));
  for (const task of tasks)
    for (const id of task.spec.dependsOn) link(task, byId.get(id), `task ${id}`);
}

/** A task of which nothing has happened. */
export const taskStateOf = (index: number, spec: Task, phase: PhaseState): TaskState => ({
  index,
  spec,
  phase,
  address: taskAddress(phase.spec.id, spec.id),
  dependencies: [],
  dependents: [],
  status: "pending",
  ready: false,
  open: 0,
  attempts: [],
  tries: 0,
  lost: 0,
  lastSignature: undefined,
  retry: undefined,
  limits: 0,
  flags: undefined,
  answers: undefined,
  warning: undefined,
  diagnosis: undefined,
  verdict: undefined,
  outputs: undefined,
  skipReason: undefined,
  message: undefined,
  imported: false,
  tolerated: false,
  settledAt: undefined,
  round: 1,
  begun: false,
  stage: undefined,
  review: undefined,
  refusal: undefined,
  commit: undefined,
  workspace: undefined,
  opened: 0,
});

/** What was done before is taken as done; a phase of which nothing else is left is done with it, gate and all. */
function importDone(phase: PhaseState, at: number): void {
  const done = phase.tasks.filter((each) => each.spec.imported);
  for (const task of done) {
    task.status = "completed";
    task.imported = true;
    task.settledAt = at;
  }
  if (done.length === 0 || done.length < phase.tasks.length) return;
  phase.status = "completed";
  phase.startedAt = at;
  phase.endedAt = at;
}

function linkPhase(run: Run, phase: PhaseState): void {
  for (const id of phase.spec.dependsOn) link(phase, run.phaseById.get(id), `phase ${id}`);
}

interface Node<Self> {
  readonly dependencies: Self[];
  readonly dependents: Self[];
}

function link<Self extends Node<Self>>(from: Self, to: Self | undefined, what: string): void {
  if (!to) throw new Error(`the frozen plan depends on ${what}, which it does not have`);
  from.dependencies.push(to);
  to.dependents.push(from);
}
