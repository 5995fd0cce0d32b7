import type { Item, Need } from "../build/draft.ts";
import type { Span } from "../diagnostic.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { findCycles } from "./cycles.ts";
import type { Step } from "./cycles.ts";
import { dependents, graphOf, reachable } from "./graph.ts";
import type { Graph } from "./graph.ts";

export type Kind = "phase" | "task";

/** Items that wait for themselves, and items that can therefore never start, or never run for another reason. */
export function checkWaits(kind: Kind, items: readonly Item[], findings: Findings): void {
  const graph = graphOf(items);
  const stuck = checkCycles(kind, graph, findings);
  checkReach(kind, graph, stuck, findings);
}

/** Items that never settle because they wait for themselves, at once or around. */
function checkCycles(kind: Kind, graph: Graph, findings: Findings): Set<number> {
  const stuck = new Set<number>();
  for (const [index, edges] of graph.needs.entries()) {
    if (edges.some((edge) => edge.to === index)) stuck.add(index);
  }
  for (const { members, path } of findCycles(graph)) {
    for (const member of members) stuck.add(member);
    const names = [...path, path[0]!].map(({ index }) => graph.items[index]!.name);
    const shown = names.length <= 12 ? names : [...names.slice(0, 8), "…", ...names.slice(-3)];
    const message = `these ${kind}s wait for one another in a cycle: ${shown.join(" → ")}`;
    const written = path.find(({ edge }) => !edge.need.implied) ?? path[0]!;
    findings.error(written.edge.need.at, "cycle", message, hintOn(graph, path));
  }
  return stuck;
}

/** A wait that nobody wrote is worth a word. */
function hintOn({ items }: Graph, path: readonly Step[]): string | undefined {
  const step = path.find(({ edge }) => edge.need.implied);
  if (!step) return undefined;
  const [later, earlier] = [items[step.index]!, items[step.edge.to]!];
  if (step.edge.need.shared)
    return `${quoted(later.name)} waits for ${quoted(earlier.name)} because the phase has "context: phase"; put them in the order in which they depend on each other`;
  return `${quoted(later.name)} depends on ${quoted(earlier.name)} because it comes after it; "depends_on: []" undoes that`;
}

function checkReach(
  kind: Kind,
  graph: Graph,
  stuck: ReadonlySet<number>,
  findings: Findings,
): void {
  const waiting = stuck.size === 0 ? [] : dependents(graph);
  const never = reachable(stuck, (index) => waiting[index] ?? []);
  for (const [index, item] of graph.items.entries()) {
    if (never.has(index) && !stuck.has(index)) {
      const { need } = graph.needs[index]!.find(({ to }) => never.has(to))!;
      const message = `the ${kind} ${quoted(item.name)} can never start: it waits for ${quoted(need.name)}, which never settles`;
      findings.error(placeOf(item, need), "unreachable", message);
    } else if (item.when === "failure" && item.needs.length === 0) {
      const message = `the ${kind} ${quoted(item.name)} can never run: it is for a failure, and depends on nothing that could fail`;
      findings.error(item.at, "unreachable", message, 'give it a "depends_on"');
    }
  }
}

const placeOf = (item: Item, need: Need): Span => (need.implied ? item.at : need.at);
