import type { Edge, Graph } from "./graph.ts";

/** One shortest cycle out of each group of items that wait for one another; an item that waits for itself is none. */
export function findCycles(
  graph: Graph,
): { readonly members: ReadonlySet<number>; readonly path: readonly Step[] }[] {
  return components(graph)
    .filter((members) => members.size > 1)
    .map((members) => ({ members, path: shortest(graph, members) }));
}

/** An item of a cycle, and its wait for the next. */
export interface Step {
  readonly index: number;
  readonly edge: Edge;
}

/** The shortest way from the group's first item back to it. */
function shortest({ needs }: Graph, members: ReadonlySet<number>): Step[] {
  const start = Math.min(...members);
  const cameBy = new Map<number, Step>();
  const queue = [start];
  for (const index of queue) {
    for (const edge of needs[index]!) {
      if (edge.to === start) return trace(cameBy, { index, edge });
      if (!members.has(edge.to) || cameBy.has(edge.to)) continue;
      cameBy.set(edge.to, { index, edge });
      queue.push(edge.to);
    }
  }
  return [];
}

function trace(cameBy: ReadonlyMap<number, Step>, last: Step): Step[] {
  const path = [last];
  for (let step = cameBy.get(last.index); step; step = cameBy.get(step.index)) path.push(step);
  return path.toReversed();
}

/** Tarjan's algorithm, with a stack of its own: a chain of 20,000 must not overflow the language's. */
function components({ needs }: Graph): Set<number>[] {
  const order = new Int32Array(needs.length).fill(-1);
  const low = new Int32Array(needs.length);
  const isOpen = new Uint8Array(needs.length);
  const open: number[] = [];
  const found: Set<number>[] = [];
  let count = 0;
  for (let root = 0; root < needs.length; root++) {
    if (order[root] !== -1) continue;
    const stack = [{ index: root, next: 0 }];
    while (stack.length > 0) {
      const frame = stack.at(-1)!;
      const { index } = frame;
      if (frame.next === 0) {
        order[index] = low[index] = count++;
        open.push(index);
        isOpen[index] = 1;
      }
      const edge = needs[index]![frame.next++];
      if (edge) {
        if (order[edge.to] === -1) stack.push({ index: edge.to, next: 0 });
        else if (isOpen[edge.to]) low[index] = Math.min(low[index]!, order[edge.to]!);
        continue;
      }
      stack.pop();
      const parent = stack.at(-1);
      if (parent) low[parent.index] = Math.min(low[parent.index]!, low[index]!);
      if (low[index] === order[index]) found.push(close(index, open, isOpen));
    }
  }
  return found;
}

function close(index: number, open: number[], isOpen: Uint8Array): Set<number> {
  const members = new Set<number>();
  for (;;) {
    const each = open.pop()!;
    isOpen[each] = 0;
    members.add(each);
    if (each === index) return members;
  }
}
