import type { Findings } from "../../findings.ts";
import { found, quoted } from "../../schema/words.ts";
import { asMap, get } from "../../syntax/tree.ts";
import type { Entry, MapNode, Node, ScalarNode } from "../../syntax/tree.ts";
import { withoutDoubles } from "./strict.ts";

/** A phase or task as it stands in the file: in a list, or under a key that is its name. */
export interface Member {
  readonly map: MapNode;
  readonly key?: { readonly name: string; readonly at: ScalarNode };
}

/** The members of a list or a map; what is no map is reported. */
export function membersOf(node: Node, what: string, findings: Findings): Member[] {
  if (node.kind === "map") return node.entries.flatMap((entry) => keyed(entry, what, findings));
  if (node.kind === "list")
    return node.items.flatMap((item) => {
      const map = asMap(item);
      if (map) return { map: withoutDoubles(map) };
      const message = `one of ${what} is ${found(item, findings.text)}, expected an object`;
      findings.error(item, "wrong-value", message);
      return [];
    });
  const message = `${what} are ${found(node, findings.text)}, expected a list or an object`;
  findings.error(node, "wrong-value", message);
  return [];
}

function keyed(entry: Entry, what: string, findings: Findings): Member[] {
  const map = asMap(entry.value);
  if (map) return [{ map: withoutDoubles(map), key: keyOf(entry) }];
  const message = `${quoted(entry.key)} of ${what} is ${found(entry.value, findings.text)}, expected an object`;
  findings.error(entry.value, "wrong-value", message);
  return [];
}

const keyOf = ({ key, at }: Entry): { name: string; at: ScalarNode } => ({
  name: key,
  at: { kind: "scalar", value: key, start: at.start, end: at.end },
});

/** Phases that stand at the root by themselves, as where they were added to a file beside its map of phases. */
const STRAY = /^phase[\s_-]?\d/i;

/** The phases of a file; undefined where it has none that can be read, which is reported. */
export function groupsOf(root: MapNode, findings: Findings): Member[] | undefined {
  const phases = get(root, "phases") ?? get(root, "features") ?? mapUnder(root, "checkpoints");
  const strays = root.entries
    .filter(({ key, value }) => STRAY.test(key) && asMap(value) && get(asMap(value)!, "tasks"))
    .map((entry) => ({ map: withoutDoubles(asMap(entry.value)!), key: keyOf(entry) }));
  if (phases && isEmpty(phases) && strays.length === 0 && findings.errors === 0) {
    const message = `the phases are ${found(phases, findings.text)}, expected one or more`;
    findings.error(phases, "empty-list", message);
  }
  if (phases) return [...membersOf(phases, "the phases", findings), ...strays];
  if (strays.length > 0) return strays;
  nothingToRead(root, findings);
  return undefined;
}

const isEmpty = (node: Node): boolean =>
  (node.kind === "list" && node.items.length === 0) ||
  (node.kind === "map" && node.entries.length === 0);

const mapUnder = (root: MapNode, key: string): MapNode | undefined => asMap(get(root, key));

function nothingToRead(root: MapNode, findings: Findings): void {
  const milestones = root.entries.find(({ key }) => key === "milestones");
  if (milestones) {
    const message =
      '"milestones" that are sorted into lists by how far they are cannot be run: a status is the list that an entry stands in';
    const hint = 'give them a "status" each, in one list called "phases" or "tasks"';
    return findings.error(milestones.at, "not-a-plan", message, hint);
  }
  const keys = root.entries.slice(0, 6).map(({ key }) => quoted(key));
  const message = `a PROGRESS.json has "phases", "checkpoints" or "tasks"; this has ${keys.length === 0 ? "nothing" : keys.join(", ")}`;
  findings.error(root.entries[0]?.at ?? root, "wrong-value", message);
}
