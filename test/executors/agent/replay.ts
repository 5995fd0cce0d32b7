import { readdirSync, readFileSync } from "node:fs";
import type { DriverName } from "../../../src/core/agent.ts";
import type { Usage } from "../../../src/core/usage.ts";
import type { Outcome } from "../../../src/executors/agent/driver.ts";
import { lineDriverOf } from "../../../src/executors/agent/drivers/index.ts";
import type { AgentEvent } from "../../../src/core/agentEvent.ts";
import { launchOf } from "./launchOf.ts";
import type { LaunchGiven } from "./launchOf.ts";

/** Real runs of the command lines, each with what it wrote and how it ended. */
const RECORDINGS = new URL("recordings/", import.meta.url);

export interface Replay {
  readonly events: readonly AgentEvent[];
  readonly outcome: Outcome;
  readonly usage: Usage | undefined;
}

export const scenariosOf = (driver: DriverName): readonly string[] =>
  readdirSync(new URL(`${driver}/`, RECORDINGS)).sort();

export const recorded = (driver: DriverName, scenario: string, file: string): string =>
  readFileSync(new URL(`${driver}/${scenario}/${file}`, RECORDINGS), "utf8");

interface Meta {
  readonly code: number | null;
  readonly signal: string | null;
  readonly args: readonly string[];
}

/** What of the agent the recorded arguments tell. */
function agentOf({ args }: Meta): NonNullable<LaunchGiven["agent"]> {
  const value = (...names: readonly string[]): string | undefined =>
    args[args.findIndex((arg) => names.includes(arg)) + 1];
  const given = (...names: readonly string[]): string | undefined =>
    args.some((arg) => names.includes(arg)) ? value(...names) : undefined;
  const [model, usd] = [given("-m", "--model"), given("--max-budget-usd")];
  const turns = given("--max-session-turns");
  return {
    ...(model && { model }),
    ...(usd && { budget: { usd: Number(usd) } }),
    ...(turns && { budget: { turns: Number(turns) } }),
  };
}

/** Feeds a recording to its driver's reader, as the runner does. */
export function replay(driver: DriverName, scenario: string, given: LaunchGiven = {}): Replay {
  const meta = JSON.parse(recorded(driver, scenario, "meta.json")) as Meta;
  const reader = lineDriverOf(driver)!.reader(launchOf(driver, { ...given, agent: agentOf(meta) }));
  const lines = recorded(driver, scenario, "stdout").split("\n");
  const events = lines.filter((line) => line !== "").flatMap((line) => reader.line(line));
  const stderr = recorded(driver, scenario, "stderr").trim().split("\n").slice(-20).join("\n");
  const outcome = reader.end({ code: meta.code, signal: meta.signal, stderr });
  return { events, outcome, usage: reader.usage() };
}
