import { basename } from "node:path";
import { get } from "../../syntax/tree.ts";
import type { MapNode, Node } from "../../syntax/tree.ts";

/** Keys of the root by which a file says that it keeps count of work, and does not only list it. */
const MARKS = [
  "current_phase",
  "currentPhase",
  "completed_phases",
  "completion_percentage",
  "overall_progress",
  "orchestration",
  "agent_assignments",
  "execution_log",
  "plan_id",
  "planId",
  "roadmap_slug",
  "project_slug",
  "target_success",
  "last_updated",
  "lastUpdated",
];

const NAMED = /^(?:progress|roadmap)\b.*\.json$/i;

/**
 * Whether a file is a PROGRESS.json: a plan that also says how far it is. One that is called so is meant to be one,
 * unless it is a plan of Pawl's or a workflow.
 */
export function isProgress(root: Node | undefined, text: string, path: string): boolean {
  if (root?.kind === "map" && (get(root, "pawl") || get(root, "workflow_id"))) return false;
  if (NAMED.test(basename(path)) && text.trim() !== "") return true;
  return root?.kind === "map" && looksLikeJson(text) && keepsCount(root);
}

/** Tells it of most files without reading them. */
export const mayBeProgress = (text: string, path: string): boolean =>
  NAMED.test(basename(path)) || looksLikeJson(text);

function keepsCount(root: MapNode): boolean {
  const phases = get(root, "phases");
  if (phases?.kind === "map") return !get(phases, "from");
  return phases?.kind === "list" && MARKS.some((key) => get(root, key));
}

/** Whether a text is JSON by its first character: YAML lists of tasks are read as such lists are. */
const looksLikeJson = (text: string): boolean => /^\ufeff?\s*\{/.test(text);
