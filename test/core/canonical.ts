import type { Run, TaskState } from "../../src/core/run.ts";
import { isOpenable, startable } from "../../src/core/startable.ts";

/** All of a run that can be observed, in a form that two equal runs share: no object identity, no order of insertion. */
export function canonical(run: Run): unknown {
  const addresses = (tasks: Iterable<TaskState>) => [...tasks].map((each) => each.address).sort();
  return {
    run: {
      status: run.status,
      options: run.options,
      scope: run.scope && [...run.scope].map((each) => each.spec.id).sort(),
      seq: run.seq,
      updatedAt: run.updatedAt,
      endedAt: run.endedAt,
      pausedBecause: run.pausedBecause,
      abortRequested: run.abortRequested,
      stopping: run.stopping,
      openPhases: run.openPhases,
      failures: run.failures,
    },
    phases: run.phases.map((each) =>
      own(each, ["spec", "tasks", "dependencies", "dependents", "owner"]),
    ),
    tasks: run.tasks.map((each) => own(each, ["spec", "phase", "dependencies", "dependents"])),
    owners: run.phases.map((each) => each.owner?.address),
    housed: [...run.housed].map((each) => each.spec.id).sort(),
    landings: run.integration.landings.map((each) => [each.phase.spec.id, each.landing]),
    rewind: run.integration.rewind,
    ready: startable(run, Infinity).map((each) => each.index),
    openable: run.openable.first(Infinity, (index) => isOpenable(run, run.phases[index]!)),
    underway: addresses(run.underway),
    resting: addresses(run.resting),
    blocked: addresses(run.blocked),
    gates: [...run.gates].map((each) => each.spec.id).sort(),
    waiting: [...run.waiting].map((each) => each.spec.id).sort(),
    undecided: addresses(run.undecided),
    skippable: [...run.skippable].map(([task, reason]) => `${task.address} ${reason}`).sort(),
    touched: [...run.touched].map((each) => each.spec.id).sort(),
  };
}

/** What belongs to it alone, without the links to others. */
const own = (each: object, links: readonly string[]): unknown =>
  Object.fromEntries(Object.entries(each).filter(([name]) => !links.includes(name)));
