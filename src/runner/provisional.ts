import type { ArtifactSpec } from "../core/artifact.ts";
import type { DriverName } from "../core/agent.ts";
import type { LineDriver } from "../executors/agent/driver.ts";
import { scripted } from "../executors/agent/drivers/scripted.ts";
import type { AgentOrder } from "../executors/port.ts";

/* Stands in for parts that are on their way (prompt building, the other drivers) and goes when they are there. */

export type Channel = "tools" | "structured" | "text";

export const buildPrompt = (order: AgentOrder): string => order.prompt;

export const reportSchema = (produces: readonly ArtifactSpec[]): boolean => produces.length >= 0;

export function lineDriverOf(name: DriverName): LineDriver {
  if (name === "scripted") return scripted;
  throw new Error(`there is no driver ${name} yet`);
}
