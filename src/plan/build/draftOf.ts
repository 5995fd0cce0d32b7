import type { Findings } from "../findings.ts";
import { conform } from "../schema/conform.ts";
import { definition } from "../schema/published.ts";
import { found } from "../schema/words.ts";
import type { Node } from "../syntax/tree.ts";
import { get } from "../syntax/tree.ts";
import type { Draft } from "./draft.ts";
import { buildPlan } from "./plan.ts";
import { buildWorkflow } from "./workflow.ts";

/** The plan that a tree says, as far as it can be understood; what the schema forbids is reported. */
export function draftOf(root: Node, findings: Findings): Draft | undefined {
  if (root.kind === "scalar" && root.value === null) return undefined;
  if (root.kind !== "map") {
    const hint = 'it begins with "pawl: 1", a "name" and a list of "phases"';
    const message = `a plan is a map of keys; this is ${found(root, findings.text)}`;
    findings.error(root, "wrong-value", message, hint);
    return undefined;
  }
  const isWorkflow = get(root, "workflow_id") !== undefined && get(root, "pawl") === undefined;
  conform(root, definition(isWorkflow ? "Workflow" : "Plan"), "the plan", findings);
  return isWorkflow ? buildWorkflow(root, findings) : buildPlan(root, findings);
}
