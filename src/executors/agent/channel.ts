import type { AgentOrder } from "../port.ts";
import type { Capabilities } from "./driver.ts";
import type { Channel } from "./prompt/reporting.ts";

/** How the agent is asked to report: the best way that it can. */
export function channelOf({ agent }: AgentOrder, can: Capabilities): Channel {
  if (can.mcp && agent.attemptTools) return "tools";
  return can.schema ? "structured" : "text";
}
