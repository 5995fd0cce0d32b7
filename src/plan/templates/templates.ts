import { commandsPlan, kindOf } from "./commands.ts";
import type { KindName } from "./project.ts";
import { readProject } from "./project.ts";
import { STARTER } from "./starter.ts";

export const TEMPLATES = ["starter", "commands"] as const;

export type TemplateName = (typeof TEMPLATES)[number];

/** A plan that can be written to a file, and what was found out for it. */
export interface WrittenPlan {
  readonly text: string;
  /** The kind of project that it is made for; the starter is made for any. */
  readonly kind?: KindName;
}

/**
 * The text of a plan from a template.
 * @param folder the project for which it is written
 * @param kind instead of the kind found
 */
export function writePlan(name: TemplateName, folder: string, kind?: KindName): WrittenPlan {
  if (name === "starter") return { text: STARTER };
  const project = readProject(folder);
  const chosen = kindOf(project, kind);
  return { text: commandsPlan(project, chosen), kind: chosen };
}
