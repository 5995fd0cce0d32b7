import { Findings } from "../findings.ts";
import { readText } from "../syntax/read.ts";
import { asList, asMap, get } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";

/** What a file of this kind cannot be without. */
const LOOKS_LIKE = /^\s*["']?(?:phases|features|tasks)["']?\s*:|^\s*-\s/m;

/** Keys by which a file says what it is: a plan, a workflow. */
const OTHERS = ["pawl", "workflow_id"];

/** One of these at the beginning of a line can be nothing else in YAML: such a file need not be read for this alone. */
const IS_OTHER = /^(?:pawl|workflow_id):/m;

/** Keys of what Pawl runs: a file that has them is a plan without its first line. */
const OF_PLANS = ["run", "prompt", "command"];

/** Whether a text is a list of tasks as other tools write them, and no plan. A text that cannot be read is none. */
export function isTaskList(text: string): boolean {
  if (!LOOKS_LIKE.test(text) || IS_OTHER.test(text)) return false;
  const findings = new Findings(text, "");
  const root = readText(text, findings);
  if (!root || findings.errors > 0) return false;
  const map = asMap(root);
  if (!map) return isOfTasks(entriesOf(root));
  if (OTHERS.some((key) => get(map, key))) return false;
  const grouped = get(map, "phases") ?? get(map, "features");
  if (!grouped) return isOfTasks(entriesOf(get(map, "tasks")));
  const phases = entriesOf(grouped);
  const tasks = phases.flatMap((each) => entriesOf(get(each, "tasks")));
  return !hasAny(phases, OF_PLANS) && isOfTasks(tasks);
}

const entriesOf = (node: Node | undefined): MapNode[] =>
  (asList(node)?.items ?? []).flatMap((item) => asMap(item) ?? []);

const isOfTasks = (tasks: readonly MapNode[]): boolean =>
  hasAny(tasks, ["title", "description", "name"]) && !hasAny(tasks, OF_PLANS);

const hasAny = (maps: readonly MapNode[], keys: readonly string[]): boolean =>
  maps.some((map) => keys.some((key) => get(map, key)));
