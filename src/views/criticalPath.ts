import type { PhaseState, Run, TaskState } from "../core/run.ts";

/** The longest way through what depends on what: a shorter run needs a shorter one of these tasks. */
export interface CriticalPath {
  readonly durationMs: number;
  /** Addresses, in order. */
  readonly tasks: readonly string[];
}

/** A way through the tasks so far, linked backwards so that long chains are not copied at every step. */
interface Way {
  readonly ms: number;
  readonly last?: TaskState;
  readonly before?: Way;
}

const NOTHING: Way = { ms: 0 };

/** @param msOf how long each task took */
export function criticalPath(run: Run, msOf: (task: TaskState) => number): CriticalPath {
  const ends = new Map<PhaseState, Way>();
  for (const phase of inOrder(run.phases)) {
    const start = longest(phase.dependencies.map((each) => ends.get(each)!));
    ends.set(phase, throughPhase(phase, start, msOf));
  }
  const way = longest([...ends.values()]);
  const tasks: string[] = [];
  for (let at: Way | undefined = way; at; at = at.before) if (at.last) tasks.push(at.last.address);
  return { durationMs: way.ms, tasks: tasks.toReversed() };
}

function throughPhase(phase: PhaseState, start: Way, msOf: (task: TaskState) => number): Way {
  const ends = new Map<TaskState, Way>();
  for (const task of inOrder(phase.tasks)) {
    const before = longest([start, ...task.dependencies.map((each) => ends.get(each)!)]);
    const ms = msOf(task);
    // A task that did not run is on no path.
    ends.set(task, ms > 0 ? { ms: before.ms + ms, last: task, before } : before);
  }
  return longest([start, ...ends.values()]);
}

function longest(ways: readonly Way[]): Way {
  let found = NOTHING;
  for (const each of ways) if (each.ms > found.ms) found = each;
  return found;
}

interface Node<Self> {
  readonly dependencies: readonly Self[];
  readonly dependents: readonly Self[];
}

/** Dependencies before dependents, without recursion: a plan may be one long chain. */
function inOrder<Self extends Node<Self>>(nodes: readonly Self[]): Self[] {
  const open = new Map(nodes.map((each) => [each, each.dependencies.length]));
  const ordered = nodes.filter((each) => each.dependencies.length === 0);
  for (const node of ordered) {
    for (const dependent of node.dependents) {
      const left = open.get(dependent)! - 1;
      open.set(dependent, left);
      if (left === 0) ordered.push(dependent);
    }
  }
  return ordered;
}
