import type { Task } from "../core/plan.ts";
import { formatClock } from "./duration.ts";

/** The agent that a task is given to; none where it is a command. */
export const agentOf = (task: Task): string | undefined =>
  task.kind === "agent" ? task.agent : undefined;

/** `waits until 14:05 for the limit of agent builder; uses up no try`. */
export function limitText(at: number, now: number, agent: string | undefined): string {
  const whose = agent === undefined ? "its limit" : `the limit of agent ${agent}`;
  const waits = at > now ? "waits" : "waited";
  return `${waits} until ${formatClock(at, now)} for ${whose}; uses up no try`;
}
