import { readdirSync } from "node:fs";
import type { DriverName } from "../../core/agent.ts";
import { readPackage } from "./kinds/packageJson.ts";
import { END_TO_END } from "./kinds/node.ts";
import { projectCommands } from "./projectCommands.ts";
import { readProject } from "./project.ts";
import type { Project } from "./project.ts";
import { testCommand, typesCommand } from "./readyCommands.ts";
import { presetLine } from "./roles.ts";
import { Sample } from "./sample.ts";
import { quoted } from "./step.ts";

const SAMPLE = new Sample("discovery");

export interface DiscoveryPlan {
  readonly text: string;
  /** What it needs beside it and is not there yet, by paths. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The plan that finds out what is there, plans, builds and tests a feature: of the project in the folder, or of the
 * sample, which is then written into it. The scripted agents know what to do for the sample alone.
 */
export function discoveryPlan(folder: string, agent: DriverName): DiscoveryPlan {
  const sample = SAMPLE.textOf("pawl.yaml");
  const isSample = !isOwnProject(folder);
  const text = withAgents(isSample ? sample : forProject(sample, readProject(folder)), agent);
  return { text, files: isSample ? SAMPLE.missingIn(folder, agent === "scripted") : {} };
}

/** What may lie in a folder that is no project yet. */
const NOTHING = /^(?:\.git|\.gitignore|\.gitattributes|\.pawl|pawl\.ya?ml|README.*|LICEN[SC]E.*)$/i;

/** Whether there is something in the folder that is not the sample's. */
export function isOwnProject(folder: string): boolean {
  if (SAMPLE.isIn(folder, "package.json")) return false;
  try {
    return readdirSync(folder).some((name) => !NOTHING.test(name));
  } catch {
    return false;
  }
}

/** The part of the sample's plan that says who does the work. */
const AGENTS = /^agents:\n(?: .*\n)+/m;

const withAgents = (text: string, agent: DriverName): string =>
  agent === "scripted"
    ? text
    : text.replace(AGENTS, () =>
        [
          "agents:",
          presetLine("explorer", agent, "Explore"),
          presetLine("planner", agent, "Plan"),
          presetLine("builder", agent, "general-purpose"),
          presetLine("runner", agent, "Bash"),
          "",
        ].join("\n"),
      );

/** The same plan with what is known of the project; what is to be built, and what is not known, a run is told. */
function forProject(text: string, project: Project): string {
  const test = testCommand(project);
  const types = typesCommand(project);
  const e2e = endToEnd(project);
  const { setup } = projectCommands(project.folder);
  const own = text
    .replace(/^ {4}default: "notes can be searched.*\n/m, "")
    .replace("# setup: npm ci   ", () =>
      setup === undefined ? "# setup: npm ci   " : `setup: ${quoted(setup)} `,
    )
    .replace(/^.*run: npm run e2e.*\n/m, () =>
      e2e === undefined ? "" : `        - { id: e2e, run: ${quoted(e2e)} }\n`,
    );
  const typed = types === undefined ? own.replaceAll(/^.*check: types-clean.*\n/gm, "") : own;
  if (test !== undefined) return typed;
  return typed
    .replaceAll("- check: tests-pass", `- { id: tests, run: 'eval "$PAWL_PARAM_TEST"' }`)
    .replace(
      /^concurrency:/m,
      (line) => `  test: { type: string, description: the command that runs the tests }\n\n${line}`,
    )
    .replace("what is to be built\n\n  test:", "what is to be built\n  test:");
}

/** Shows that the whole works; undefined where nobody knows what does. */
function endToEnd(project: Project): string | undefined {
  const { manager, scripts } = readPackage(project);
  const script = END_TO_END.find((each) => scripts[each] !== undefined);
  return script === undefined ? undefined : `${manager} run ${script}`;
}
