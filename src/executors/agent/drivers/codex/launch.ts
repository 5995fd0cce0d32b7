import { join } from "node:path";
import type { Invocation, Launch, ToolServer } from "../../driver.ts";
import { option, programOf } from "../shared/launching.ts";
import { codexAbout } from "./about.ts";
import { gitFolders } from "./gitFolders.ts";
import { retryArgs } from "./provider.ts";
import { strictSchema } from "./strictSchema.ts";
import { tomlList, tomlText } from "./toml.ts";

/**
 * The prompt goes to stdin. `exec resume` knows fewer options than `exec`, so all that both must have is given as
 * settings. Codex has no budget and no list of tools to be held to.
 */
export function codexLaunch(launch: Launch): Invocation {
  const { agent, resume } = launch.order;
  const schema = typeof launch.schema === "object" ? strictSchema(launch.schema) : undefined;
  const schemaFile = join(launch.folder, "schema.json");
  return {
    program: programOf(launch, codexAbout.program),
    args: [
      "exec",
      ...(resume === undefined ? [] : ["resume", resume.session]),
      "--json",
      "--skip-git-repo-check",
      ...permissionArgs(launch),
      ...setting("check_for_update_on_startup", "false"),
      // Without a network it would wait for 5 s at its end.
      ...setting("analytics.enabled", "false"),
      ...option("--model", agent.model),
      ...(agent.system === undefined
        ? []
        : setting("developer_instructions", tomlText(agent.system))),
      ...(launch.tools === undefined ? [] : mcpArgs(launch.tools)),
      ...(schema === undefined ? [] : ["--output-schema", schemaFile]),
      ...(agent.args ?? []),
      ...retryArgs(launch),
      "-",
    ],
    stdin: launch.prompt,
    ...(schema !== undefined && { files: [{ path: schemaFile, text: JSON.stringify(schema) }] }),
    ...(resume !== undefined && { session: resume.session }),
  };
}

const setting = (name: string, value: string): readonly string[] => ["-c", `${name}=${value}`];

/**
 * `edit` is Codex's sandbox around the working folder and the temporary ones, opened for what a normal task needs and
 * it would keep shut: the repository's own folder, or nothing could be committed, and the network, without which tests
 * cannot even speak to their own servers on loopback. The sandbox holds its commands, not MCP servers. Where Pawl
 * commits for it, the repository stays shut: it is the whole of it, with its hooks and all branches.
 */
function permissionArgs({ order, cwd }: Launch): readonly string[] {
  switch (order.agent.permissions) {
    case "read-only":
      return [...setting("sandbox_mode", '"read-only"'), ...NEVER_ASKS];
    case "edit":
      return [
        ...setting("sandbox_mode", '"workspace-write"'),
        ...setting("sandbox_workspace_write.network_access", "true"),
        ...setting(
          "sandbox_workspace_write.writable_roots",
          tomlList(order.bounds ? [] : gitFolders(cwd)),
        ),
        ...NEVER_ASKS,
      ];
    case "full":
      return ["--dangerously-bypass-approvals-and-sandbox"];
  }
}

const NEVER_ASKS = setting("approval_policy", '"never"');

/** Nobody is there to be asked, and Codex would take that for a no: calls of the attempt's tools are approved at once. */
function mcpArgs({ name, command, args }: ToolServer): readonly string[] {
  const server = `{command=${tomlText(command)},args=${tomlList(args)},default_tools_approval_mode="approve"}`;
  return setting(`mcp_servers.${name}`, server);
}
