import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DriverName } from "../../core/agent.ts";
import { DRIVER_FACTS } from "../../core/driverFacts.ts";
import { SMALL_MODELS } from "../../core/presets.ts";
import { DOMAINS } from "../../core/routing.ts";
import { AGENTS_FOLDER } from "../agents/findAgent.ts";
import { withOwnCommands } from "./ownCommands.ts";
import { presetLine, roleLine } from "./roles.ts";
import { Sample } from "./sample.ts";

const LIST = "PROGRESS.json";

/** Where a project keeps such a file. */
const LISTS = [LIST, "docs/PROGRESS.json"];

/** The tasks, and who does them. */
const SAMPLE = new Sample("specialists");

export interface SpecialistsPlan {
  readonly text: string;
  /** What it needs beside it and is not there yet, by paths. */
  readonly files: Readonly<Record<string, string>>;
}

/** The file of tasks that a folder has of its own, if it has one. */
export const ownProgress = (folder: string): string | undefined => {
  const path = LISTS.find((each) => existsSync(join(folder, each)));
  return path !== undefined && isSampleAt(join(folder, path)) ? undefined : path;
};

/** Whether it lists what the sample's does: a run of that has changed how far it is. */
function isSampleAt(file: string): boolean {
  try {
    return tasksIn(readFileSync(file, "utf8")) === tasksIn(SAMPLE.textOf(LIST));
  } catch {
    return false;
  }
}

function tasksIn(text: string): string {
  const { phases } = JSON.parse(text) as {
    phases: readonly { id: string; tasks: readonly { id: string; title: string }[] }[];
  };
  const tasks = phases.map((phase) => [phase.id, phase.tasks.map(({ id, title }) => [id, title])]);
  return JSON.stringify(tasks);
}

/**
 * The plan by which specialists do the tasks of a PROGRESS.json: that of the folder, or else that of the sample, which is
 * then written beside it. The scripted agents know what to do for the sample alone.
 */
export function specialistsPlan(folder: string, agent: DriverName): SpecialistsPlan {
  const own = ownProgress(folder);
  const sample = SAMPLE.textOf("pawl.yaml");
  const text = withAgents(
    own === undefined
      ? sample
      : withOwnCommands(
          sample.replaceAll(LIST, () => own),
          folder,
          "specialists",
        ),
    agent,
  );
  const isNeeded = (path: string): boolean => own === undefined || path.startsWith(AGENTS_FOLDER);
  return { text, files: SAMPLE.missingIn(folder, agent === "scripted", isNeeded) };
}

/** The parts of the sample's plan that say who does the work, with which models, and how much of them. */
const AGENTS = /^agents:\n(?: .*\n)+/m;
const MODELS = /^ {2}models: .*$/m;
const BUDGET = /^budget: .*$/m;

/** What complex tasks get beside the small model, where it is known; else the program's own. */
const LARGE_MODELS: Partial<Record<DriverName, string>> = { claude: "sonnet" };

const NO_MODELS = "  # models: { simple: …, complex: … } # in place of the agent's own";

/** Models by complexity, of the drivers that always have the same. */
function modelsOf(agent: DriverName): string {
  const [simple, complex] = [SMALL_MODELS[agent], LARGE_MODELS[agent]];
  if (simple === undefined) return NO_MODELS;
  return `  models: { simple: ${simple}${complex === undefined ? "" : `, complex: ${complex}`} }`;
}

const WORKER = "l3-worker";

const WORKERS =
  "  # Whom a specialist may ask: each worker looks one thing up and answers, several at once, and changes nothing.";

/** Real agents read whole projects, again with each step, and what they read again counts as well. */
const REAL_BUDGET = "budget: { tokens: 3M, wrap_up: 0.8 } # what is read from caches counts, too";

function withAgents(text: string, agent: DriverName): string {
  if (agent === "scripted") return text;
  const asks = DRIVER_FACTS[agent].mcp ? `, workers: { agent: ${WORKER} }` : "";
  const lines = DOMAINS.map((domain) => {
    const name = `l2-${domain}-specialist`;
    return roleLine(name, agent, "edit", `, from: ${AGENTS_FOLDER}/${name}.md${asks}`);
  });
  if (asks !== "") lines.push(WORKERS, presetLine(WORKER, agent, "Explore"));
  return text
    .replace(AGENTS, () => `agents:\n${lines.join("\n")}\n`)
    .replace(MODELS, () => modelsOf(agent))
    .replace(BUDGET, () => REAL_BUDGET);
}
