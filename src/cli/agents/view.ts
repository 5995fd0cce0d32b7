import type { DriverName, Permissions } from "../../core/agent.ts";
import type { DriverView } from "./about.ts";
import type { FolderAgent, FolderAgents } from "./folder.ts";

/** The document that `pawl agents --json` prints. */
export interface AgentsView {
  readonly drivers: readonly DriverView[];
  readonly agents: readonly AgentView[];
  /** What could not be read, and why. */
  readonly notes: readonly string[];
}

interface AgentView {
  readonly id: string;
  readonly driver: DriverName;
  /** Absent: the program's own. */
  readonly model?: string;
  readonly permissions: Permissions;
  /** The file that it was read from, relative to the folder. */
  readonly from: string;
}

export const agentsView = (drivers: readonly DriverView[], found: FolderAgents): AgentsView => ({
  drivers,
  agents: [...found.plan, ...found.files].map(agentView),
  notes: found.notes,
});

const agentView = ({ agent, from }: FolderAgent): AgentView => ({
  id: agent.id,
  driver: agent.use,
  ...(agent.model === undefined ? {} : { model: agent.model }),
  permissions: agent.permissions,
  from,
});
