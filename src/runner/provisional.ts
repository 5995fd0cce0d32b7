import type { AgentOrder } from "../executors/port.ts";

/* Stands in for the building of prompts, which is on its way, and goes when that is there. */

export type Channel = "tools" | "structured" | "text";

export const buildPrompt = (order: AgentOrder): string => order.prompt;
