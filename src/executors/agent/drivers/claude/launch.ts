import { randomUUID } from "node:crypto";
import type { Invocation, Launch, ToolServer } from "../../driver.ts";
import { option, programOf, unlessSet } from "../shared/launching.ts";
import { claudeAbout } from "./about.ts";
import { permissionArgs } from "./tools.ts";

/** The prompt goes to stdin: no limit of length, and nobody reads it in the list of processes. */
export function claudeLaunch(launch: Launch): Invocation {
  const { agent, resume } = launch.order;
  const session = resume?.session ?? randomUUID();
  return {
    program: programOf(launch, claudeAbout.program),
    args: [
      "-p",
      "--output-format",
      "stream-json",
      "--verbose",
      ...(resume === undefined ? ["--session-id", session] : ["--resume", session]),
      ...option("--model", agent.model),
      ...option("--append-system-prompt", agent.system),
      ...option("--max-turns", agent.budget?.turns),
      ...option("--max-budget-usd", agent.budget?.usd),
      ...permissionArgs(agent, launch.tools),
      ...mcpArgs(launch),
      ...schemaArgs(launch),
      ...(agent.args ?? []),
    ],
    env: unlessSet(launch, environment(launch)),
    stdin: launch.prompt,
    session,
  };
}

/** A read-only agent gets no MCP servers but the attempt's own: nobody knows what the others can do. */
function mcpArgs({ tools, order }: Launch): readonly string[] {
  if (tools !== undefined) return [`--mcp-config=${mcpConfig(tools)}`, "--strict-mcp-config"];
  return order.agent.permissions === "read-only" ? ["--strict-mcp-config"] : [];
}

const mcpConfig = ({ name, command, args }: ToolServer): string =>
  JSON.stringify({ mcpServers: { [name]: { type: "stdio", command, args } } });

const schemaArgs = ({ schema }: Launch): readonly string[] =>
  typeof schema === "object" ? ["--json-schema", JSON.stringify(schema)] : [];

function environment(launch: Launch): Record<string, string> {
  return {
    DISABLE_AUTOUPDATER: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    // Its default keeps trying for over 100 s, also where it was told that the key is wrong. Pawl tries again itself.
    CLAUDE_CODE_MAX_RETRIES: "2",
    // It would hide the attempt's tools behind a search.
    ...(launch.tools !== undefined && { ENABLE_TOOL_SEARCH: "false" }),
    // Root may skip permissions only where it is told that this is a sandbox.
    ...(launch.order.agent.permissions === "full" &&
      process.getuid?.() === 0 && { IS_SANDBOX: "1" }),
  };
}
