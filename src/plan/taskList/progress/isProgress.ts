import { basename } from "node:path";
import { get } from "../../syntax/tree.ts";
import type { MapNode } from "../../syntax/tree.ts";

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

/** Groups of phases, by the keys under which they are found. */
const GROUPS = ["phases", "checkpoints", "tasks", "milestones"];

/** Whether a JSON file is a PROGRESS.json: a plan that also says how far it is. */
export function isProgress(root: MapNode, path: string): boolean {
  if (get(root, "pawl") || get(root, "workflow_id")) return false;
  const phases = get(root, "phases");
  if (phases?.kind === "map" && !get(phases, "from")) return true;
  if (NAMED.test(basename(path))) return GROUPS.some((key) => get(root, key));
  return phases?.kind === "list" && MARKS.some((key) => get(root, key));
}

/** Whether a text is JSON by its first character: YAML lists of tasks are read as such lists are. */
export const looksLikeJson = (text: string): boolean => /^\ufeff?\s*\{/.test(text);
