import type { Agent } from "../../../../core/agent.ts";
import type { Invocation, Launch } from "../../driver.ts";
import { option, programOf, unlessSet } from "../shared/launching.ts";
import { piAbout } from "./about.ts";

/**
 * The prompt goes to stdin. Pi tries a request again three times by itself; that is set in a person's settings only,
 * and they are left alone. It speaks no MCP and has no budget.
 */
export function piLaunch(launch: Launch): Invocation {
  const { agent, resume } = launch.order;
  return {
    program: programOf(launch, piAbout.program),
    args: [
      "--print",
      "--mode",
      "json",
      ...option("--session", resume?.session),
      ...option("--model", agent.model),
      ...option("--append-system-prompt", agent.system),
      ...toolArgs(agent),
      ...(agent.args ?? []),
    ],
    env: unlessSet(launch, { PI_TELEMETRY: "0", PI_SKIP_VERSION_CHECK: "1" }),
    stdin: launch.prompt,
    ...(resume !== undefined && { session: resume.session }),
  };
}

const READING = ["read", "grep", "find", "ls"];
const ALL = [...READING, "bash", "edit", "write"];

/** It asks for nothing and knows no bounds but which tools it has; so `edit` is no level that it could be held to. */
function toolArgs(agent: Agent): readonly string[] {
  const reads = agent.permissions === "read-only";
  if (!reads && agent.tools === undefined && agent.disallowedTools === undefined) return [];
  const open = reads ? READING : (agent.tools ?? ALL);
  const tools = open.filter(
    (tool) => (agent.tools?.includes(tool) ?? true) && !agent.disallowedTools?.includes(tool),
  );
  if (tools.length === 0) return ["--no-tools"];
  // What an extension does when it is loaded is nobody's to know.
  return ["--tools", tools.join(","), ...(reads ? ["--no-extensions"] : [])];
}
