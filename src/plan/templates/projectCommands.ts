import { kindOf, toolboxOf } from "./commands.ts";
import { readPackage } from "./kinds/packageJson.ts";
import { readProject } from "./project.ts";
import type { Project } from "./project.ts";

/** What is known of a project without running any of it. */
export interface ProjectCommands {
  /** Runs its tests; undefined where it is not known what does. */
  readonly test?: string;
  /** Installs what it needs into a fresh checkout; undefined where it needs nothing, or nobody knows. */
  readonly setup?: string;
  /** By what they were found. */
  readonly by: string;
}

/** The commands of the project in a folder. */
export function projectCommands(folder: string): ProjectCommands {
  const project = readProject(folder);
  const kind = kindOf(project);
  const test = toolboxOf(project, kind).suite;
  const setup = kind === "node" ? installOf(project) : undefined;
  const by = project.found[0]?.by.join(", ") ?? "nothing";
  return {
    by,
    // A suite of several lines is no command that one would write down.
    ...(test === undefined || test.includes("\n") ? {} : { test }),
    ...(setup === undefined ? {} : { setup }),
  };
}

function installOf(project: Project): string | undefined {
  const { manager, needsInstall } = readPackage(project);
  if (!needsInstall) return undefined;
  if (manager !== "npm") return `${manager} install --frozen-lockfile`;
  return project.has("package-lock.json") ? "npm ci" : "npm install";
}
