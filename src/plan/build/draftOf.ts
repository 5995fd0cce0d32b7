import { conform } from "../schema/conform.ts";
import { definition } from "../schema/published.ts";
import { found } from "../schema/words.ts";
import { asList, get, placeOf } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";
import type { Draft } from "./draft.ts";
import type { Around } from "./namedText.ts";
import { buildPlan } from "./plan.ts";
import { buildWorkflow } from "./workflow.ts";

/** Memory and time are for plans that people can follow, and for some that are generated. */
const MOST_TASKS = 100_000;

/** The plan that a tree says, as far as it can be understood; what the schema forbids is reported. */
export function draftOf(root: Node, around: Around): Draft | undefined {
  const { findings } = around;
  if (root.kind === "scalar" && root.value === null) return undefined;
  if (root.kind !== "map") {
    const hint = 'it begins with "pawl: 1", a "name" and a list of "phases"';
    const message = `a plan is a map of keys; this is ${found(root, findings.text)}`;
    findings.error(root, "wrong-value", message, hint);
    return undefined;
  }
  const tasks = countTasks(root);
  if (tasks > MOST_TASKS) {
    const message = `${tasks} tasks are more than one plan can hold; at most ${MOST_TASKS}`;
    findings.error(placeOf(root, "phases"), "too-many-tasks", message, "make several plans of it");
    return undefined;
  }
  const isWorkflow = get(root, "workflow_id") !== undefined && get(root, "pawl") === undefined;
  conform(root, definition(isWorkflow ? "Workflow" : "Plan"), "the plan", findings);
  return isWorkflow ? buildWorkflow(root, findings) : buildPlan(root, around);
}

/** A phase counts for one task at least. */
function countTasks(root: MapNode): number {
  let count = 0;
  for (const phase of asList(get(root, "phases"))?.items ?? []) {
    const tasks = phase.kind === "map" ? asList(get(phase, "tasks")) : undefined;
    count += Math.max(1, tasks?.items.length ?? 0);
  }
  return count;
}
