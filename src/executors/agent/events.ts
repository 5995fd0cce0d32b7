export type { AgentEvent, AgentEventLine } from "../../core/agentEvent.ts";
