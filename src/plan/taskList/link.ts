import type { Item, Need } from "../build/draft.ts";
import { checkNames } from "../checks/dependencies.ts";
import { checkWaits } from "../checks/waits.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import type { Listed, ListedPhase, TaskList } from "./listed.ts";

/** A task of a list with what it waits for in its own phase; all names are those of the list. */
export interface LinkedTask extends Listed {
  readonly needs: readonly Need[];
}

/** A phase of a list with all that it waits for: what it says itself, and what follows from its tasks. */
export interface LinkedPhase extends ListedPhase {
  readonly tasks: readonly LinkedTask[];
  /** Phases that it waits for only because a task of it depends on a task of theirs. */
  readonly because: readonly {
    readonly phase: string;
    readonly task: string;
    readonly on: string;
  }[];
}

interface Homes {
  readonly phases: ReadonlyMap<string, ListedPhase>;
  /** The phase of each task. */
  readonly tasks: ReadonlyMap<string, ListedPhase>;
}

/** Makes of names what they stand for; ids that are taken, names that nothing has, and cycles are reported. */
export function link({ phases, progress }: TaskList, findings: Findings): LinkedPhase[] {
  checkNames("phase", phases.map(asItem), findings);
  // In a PROGRESS.json tasks are numbered anew in each phase.
  const groups = progress
    ? phases.map(({ tasks }) => tasks)
    : [phases.flatMap(({ tasks }) => tasks)];
  for (const tasks of groups) checkNames("task", tasks.map(asItem), findings);
  const homes = {
    phases: new Map(phases.map((phase) => [phase.name, phase])),
    tasks: new Map(phases.flatMap((phase) => phase.tasks.map(({ name }) => [name, phase]))),
  };
  const linked = inFileOrder(phases.map((phase) => linkPhase(phase, homes, findings)));
  checkWaits("phase", linked.map(asItem), findings);
  for (const { tasks } of linked) checkWaits("task", tasks.map(asItem), findings);
  return linked;
}

const asItem = ({ name, id, at, needs }: Listed): Item => ({ name, id, at, needs });

function linkPhase(phase: ListedPhase, homes: Homes, findings: Findings): LinkedPhase {
  const needs = new Map<string, Need>();
  for (const need of phase.needs) {
    const home = phaseOf(need, homes);
    if (!home) unknown(need, "phase", phase, homes, findings);
    else if (home.name === phase.name) onItself(need, "phase", findings);
    else needs.set(home.name, { ...need, name: home.name });
  }
  const because: { phase: string; task: string; on: string }[] = [];
  const tasks = phase.tasks.map((task) => {
    const [inside, outside] = split(task, phase, homes, findings);
    for (const need of outside) {
      const { name } = phaseOf(need, homes)!;
      if (needs.has(name)) continue;
      needs.set(name, { ...need, name });
      because.push({ phase: name, task: task.name, on: need.name });
    }
    return { ...task, needs: inside };
  });
  return { ...phase, tasks, needs: [...needs.values()], because };
}

const phaseOf = ({ name }: Need, homes: Homes): ListedPhase | undefined =>
  homes.phases.get(name) ?? homes.tasks.get(name);

/** What a task depends on: tasks of its own phase, and what is of other phases. */
function split(
  task: Listed,
  phase: ListedPhase,
  homes: Homes,
  findings: Findings,
): [inside: Need[], outside: Need[]] {
  const inside: Need[] = [];
  const outside: Need[] = [];
  for (const need of task.needs) {
    const home = homes.tasks.get(need.name);
    if (need.name === task.name) onItself(need, "task", findings);
    else if (home === phase) inside.push(need);
    else if (home || (homes.phases.has(need.name) && need.name !== phase.name)) outside.push(need);
    else if (need.name === phase.name) {
      const message = `${quoted(task.name)} depends on its own phase`;
      findings.error(need.at, "self-dependency", message, "name the tasks of it that come first");
    } else unknown(need, "task", task, homes, findings);
  }
  return [inside, outside];
}

function onItself({ name, at }: Need, kind: "phase" | "task", findings: Findings): void {
  const message = `the ${kind} ${quoted(name)} depends on itself`;
  findings.error(at, "self-dependency", message, `take ${quoted(name)} out`);
}

function unknown(
  { name, at }: Need,
  kind: "phase" | "task",
  by: Listed,
  homes: Homes,
  findings: Findings,
): void {
  const names = [...(kind === "phase" ? homes.phases : homes.tasks).keys()];
  const hint = (): string | undefined =>
    didYouMean(
      name,
      names.filter((each) => each !== by.name),
      "there are",
    );
  findings.error(at, "unknown-dependency", `there is no ${kind} ${quoted(name)}`, hint);
}

/** What says nothing of what it depends on comes after the one before, as in a plan, unless that waits for it. */
function inFileOrder(phases: readonly LinkedPhase[]): LinkedPhase[] {
  const needs = new Map(phases.map((phase) => [phase.name, phase.needs.map(({ name }) => name)]));
  return phases.map((phase, index) => {
    const last = phases[index - 1];
    if (!last || phase.says || phase.needs.length > 0) return phase;
    if (waits(last.name, phase.name, needs)) return phase;
    needs.set(phase.name, [last.name]);
    return { ...phase, needs: [{ name: last.name, at: phase.at, implied: true }] };
  });
}

/** Whether a phase waits for another, directly or not. */
function waits(
  name: string,
  other: string,
  needs: ReadonlyMap<string, readonly string[]>,
): boolean {
  const seen = new Set<string>();
  const stack = [name];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at === other) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    stack.push(...(needs.get(at) ?? []));
  }
  return false;
}
