import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Agent } from "../../../../core/agent.ts";
import type { Invocation, Launch, ToolServer } from "../../driver.ts";
import { option, programOf, promptWithSystem, unlessSet } from "../shared/launching.ts";
import { copilotAbout } from "./about.ts";

/** Where Copilot tells of tokens when it ends: its events do not. */
export const usageFile = (launch: Launch): string => join(launch.folder, "usage.json");

/**
 * The prompt goes to stdin. Copilot has no budget, no system prompt to add to, and no setting for how often it tries a
 * request again: up to a minute.
 */
export function copilotLaunch(launch: Launch): Invocation {
  const { agent, resume } = launch.order;
  const session = resume?.session ?? randomUUID();
  return {
    program: programOf(launch, copilotAbout.program),
    args: [
      "--output-format",
      "json",
      "--no-color",
      "--no-auto-update",
      "--usage-output-file",
      usageFile(launch),
      resume === undefined ? `--session-id=${session}` : `--resume=${session}`,
      ...option("--model", agent.model),
      ...permissionArgs(agent),
      ...(launch.tools === undefined ? [] : mcpArgs(launch.tools)),
      ...(agent.args ?? []),
    ],
    env: unlessSet(launch, { COPILOT_AUTO_UPDATE: "false" }),
    stdin: promptWithSystem(launch),
    session,
  };
}

/**
 * What is denied stays denied, whatever else is allowed. Without "all tools" it would ask, and nobody would answer. Its
 * own tools keep to the working folder and the temporary ones unless all paths are allowed.
 */
function permissionArgs(agent: Agent): readonly string[] {
  const denied = (agent.disallowedTools ?? []).map((tool) => `--deny-tool=${tool}`);
  switch (agent.permissions) {
    case "read-only":
      return ["--allow-all-tools", "--deny-tool=write", "--deny-tool=shell", ...denied];
    case "edit":
      return ["--allow-all-tools", "--allow-all-urls", ...denied];
    case "full":
      return ["--allow-all", ...denied];
  }
}

const mcpArgs = ({ name, command, args }: ToolServer): readonly string[] => [
  "--additional-mcp-config",
  JSON.stringify({ mcpServers: { [name]: { type: "local", command, args, tools: ["*"] } } }),
];
