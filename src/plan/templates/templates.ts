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
 * @param options `file`: its name, for the comments; `kind`: instead of the kind found
 */
export function writePlan(
  name: TemplateName,
  folder: string,
  options: { readonly file?: string; readonly kind?: KindName | undefined } = {},
): WrittenPlan {
  const named = (text: string): string => text.replaceAll("pawl.yaml", options.file ?? "pawl.yaml");
  if (name === "starter") return { text: named(STARTER) };
  const project = readProject(folder);
  const kind = kindOf(project, options.kind);
  return { text: named(commandsPlan(project, kind)), kind };
}
