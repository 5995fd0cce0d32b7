import type { Item, Need } from "../build/draft.ts";

/** Which items wait for which, by their places in the list. */
export interface Graph {
  readonly items: readonly Item[];
  /** For each item, what it waits for; names that nothing has are left out. */
  readonly needs: readonly (readonly Edge[])[];
}

export interface Edge {
  readonly to: number;
  readonly need: Need;
}

/** The graph of a list of phases, or of the tasks of one phase. Of two with one name, the first is meant. */
export function graphOf(items: readonly Item[]): Graph {
  const places = new Map<string, number>();
  for (const [index, { name }] of items.entries()) if (!places.has(name)) places.set(name, index);
  const needs = items.map((item) =>
    item.needs.flatMap((need) => {
      const to = places.get(need.name);
      return to === undefined ? [] : [{ to, need }];
    }),
  );
  return { items, needs };
}

/** Items that wait for an item, for each item. */
export function dependents({ needs }: Graph): number[][] {
  const waiting: number[][] = needs.map(() => []);
  for (const [index, edges] of needs.entries())
    for (const { to } of edges) waiting[to]!.push(index);
  return waiting;
}

/** Everything that can be come to by `next` from the given starts, these included. */
export function reachable(
  starts: Iterable<number>,
  next: (index: number) => readonly number[],
): Set<number> {
  const seen = new Set(starts);
  // A set that is added to while it is gone through goes on to what was added.
  for (const index of seen) for (const each of next(index)) seen.add(each);
  return seen;
}
