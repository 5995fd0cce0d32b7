import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DriverName } from "../../core/agent.ts";
import { withOwnCommands } from "./ownCommands.ts";
import { roleLine } from "./roles.ts";
import { Sample } from "./sample.ts";

/** The list that the plan builds, and the specification of it. */
const LIST = "docs/office/tasks.yaml";

const SAMPLE = new Sample("tdd");

export interface TddPlan {
  readonly text: string;
  /** What it needs beside it and is not there yet, by paths. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The plan that builds a list of tasks test first: the one of the folder, or else that of the sample, which is then
 * written beside it. The scripted agents know what to do for the sample alone.
 */
export function tddPlan(folder: string, agent: DriverName): TddPlan {
  const isSample = !existsSync(join(folder, LIST)) || isTheSample(folder);
  const sample = SAMPLE.textOf("pawl.yaml");
  const text = withAgents(isSample ? sample : withOwnCommands(sample, folder, "test first"), agent);
  return { text, files: isSample ? SAMPLE.missingIn(folder, agent === "scripted") : {} };
}

/** Whether the agents that need no key would not know what to do: the list is not that of the sample. */
export const needsRealAgent = (folder: string): boolean =>
  existsSync(join(folder, LIST)) && !isTheSample(folder);

const isTheSample = (folder: string): boolean => SAMPLE.isIn(folder, LIST);

/** The part of the sample's plan that says who does the work. */
const AGENTS = /^agents:\n(?: .*\n)+/m;

const withAgents = (text: string, agent: DriverName): string =>
  agent === "scripted"
    ? text
    : text.replace(
        AGENTS,
        () =>
          `agents:\n${roleLine("builder", agent, "edit")}\n${roleLine("reviewer", agent, "read-only")}\n`,
      );
