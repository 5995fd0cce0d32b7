import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DriverName } from "../../core/agent.ts";
import { commandsPlan, kindOf } from "./commands.ts";
import { discoveryPlan } from "./discovery.ts";
import type { KindName } from "./project.ts";
import { readProject } from "./project.ts";
import { isolatedPlan } from "./isolated.ts";
import { SAMPLE_SPEC } from "./isolatedSpec.ts";
import { specialistsPlan } from "./specialists.ts";
import { STARTER } from "./starter.ts";
import { tddPlan } from "./tdd.ts";

export const TEMPLATES = [
  "starter",
  "commands",
  "isolated",
  "tdd",
  "discovery",
  "specialists",
] as const;

export type TemplateName = (typeof TEMPLATES)[number];

const SPEC = "docs/spec.md";

/** Those that come with a project to try them on. */
const WITH_SAMPLE = { tdd: tddPlan, discovery: discoveryPlan, specialists: specialistsPlan };

/** A plan that can be written to a file, and what was found out for it. */
export interface WrittenPlan {
  readonly text: string;
  /** The kind of project that it is made for; the starter is made for any. */
  readonly kind?: KindName;
  /** The agent that it is made for, where it has agents. */
  readonly agent?: DriverName;
  /** Files that it needs beside it, by their paths from its folder; only those that are not there yet. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * The text of a plan from a template.
 * @param folder the project for which it is written
 * @param options `file`: its name, for the comments; `kind`: instead of the kind found; `agent`: who does the work
 */
export function writePlan(
  name: TemplateName,
  folder: string,
  options: {
    readonly file?: string;
    readonly kind?: KindName | undefined;
    readonly agent?: DriverName;
  } = {},
): WrittenPlan {
  const named = (text: string): string => text.replaceAll("pawl.yaml", options.file ?? "pawl.yaml");
  if (name === "starter") return { text: named(STARTER) };
  if (name === "isolated") {
    const { agent = "scripted" } = options;
    const file = join(folder, SPEC);
    const isThere = existsSync(file);
    const isSample = !isThere || isTheSample(file);
    const files = isThere ? {} : { files: { [SPEC]: SAMPLE_SPEC } };
    return { text: named(isolatedPlan(agent, isSample)), agent, ...files };
  }
  if (name === "tdd" || name === "discovery" || name === "specialists") {
    const { agent = "scripted" } = options;
    const { text, files } = WITH_SAMPLE[name](folder, agent);
    return { text: named(text), agent, ...(Object.keys(files).length > 0 ? { files } : {}) };
  }
  const project = readProject(folder);
  const kind = kindOf(project, options.kind);
  return { text: named(commandsPlan(project, kind)), kind };
}

/** Whether the specification is the one that was written with an earlier plan. */
function isTheSample(file: string): boolean {
  try {
    return readFileSync(file, "utf8") === SAMPLE_SPEC;
  } catch {
    return false;
  }
}
