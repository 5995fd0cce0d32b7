import type { Need } from "../../build/draft.ts";
import type { MapNode } from "../../syntax/tree.ts";
import type { Listed, ListedPhase } from "../listed.ts";

/** A phase or task with all the names by which others may mean it. */
export interface Alias {
  /** The name that is its own alone. */
  readonly name: string;
  readonly phase: string;
  readonly aliases: readonly string[];
  /** Its place in the list, from 1. */
  readonly number: number;
}

/** Whatever a phase is called, without the word: `phase-1`, `Phase_1`, `P1` and `1` are the same. */
const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^p(?:hase)?[\s_-]*(?=\d)/, "")
    .trim();

/** The one that a name means, or undefined where none or several do. */
function meant(name: string, all: readonly Alias[]): Alias | undefined {
  const ways: readonly ((each: Alias) => boolean)[] = [
    (each) => each.aliases.includes(name),
    (each) => each.aliases.some((alias) => bare(alias) === bare(name)),
    (each) => String(each.number) === bare(name),
  ];
  for (const way of ways) {
    const found = all.filter(way);
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  }
  return undefined;
}

/** Tasks are not meant by their number, and those of the same phase come first. */
function meantTask(name: string, own: string, tasks: readonly Alias[]): Alias | undefined {
  const called = (each: Alias): boolean => each.aliases.includes(name);
  const here = tasks.filter((each) => each.phase === own && called(each));
  if (here.length > 0) return here.length === 1 ? here[0] : undefined;
  const there = tasks.filter(called);
  return there.length === 1 ? there[0] : undefined;
}

/** A task that has its name with one of another phase is called after its own as well. */
function withOwnNames(phases: readonly ListedPhase[]): ListedPhase[] {
  const homes = new Map<string, Set<string>>();
  for (const { name, tasks } of phases)
    for (const task of tasks) homes.set(task.name, (homes.get(task.name) ?? new Set()).add(name));
  return phases.map((phase) => ({
    ...phase,
    tasks: phase.tasks.map((task) =>
      homes.get(task.name)!.size === 1 ? task : { ...task, name: `${phase.name}/${task.name}` },
    ),
  }));
}

/** The same phases, with everything that they name called by its own name; what nothing is called is left as it is. */
export function resolve(
  written: readonly ListedPhase[],
  aliases: ReadonlyMap<MapNode, readonly string[]>,
): ListedPhase[] {
  const phases = withOwnNames(written);
  const aliasOf = (each: Listed, phase: ListedPhase, index: number): Alias => ({
    name: each.name,
    phase: phase.name,
    aliases: [
      each.name,
      each.name.slice(each.name.indexOf("/") + 1),
      ...(aliases.get(each.map) ?? []),
    ],
    number: index + 1,
  });
  const ofPhases = phases.map((each, index) => aliasOf(each, each, index));
  const ofTasks = phases.flatMap((phase) =>
    phase.tasks.map((each, index) => aliasOf(each, phase, index)),
  );
  const ofPhase = ({ name }: Need, own: string): string | undefined =>
    (meant(name, ofPhases) ?? meantTask(name, own, ofTasks))?.name;
  const ofTask = ({ name }: Need, own: string): string | undefined =>
    (meantTask(name, own, ofTasks) ?? meant(name, ofPhases))?.name;
  const called = (
    needs: readonly Need[],
    own: string,
    find: (need: Need, own: string) => string | undefined,
  ): Need[] => needs.map((need) => ({ ...need, name: find(need, own) ?? need.name }));
  return phases.map((phase) => ({
    ...phase,
    needs: called(phase.needs, phase.name, ofPhase),
    tasks: phase.tasks.map((task) => ({ ...task, needs: called(task.needs, phase.name, ofTask) })),
  }));
}
