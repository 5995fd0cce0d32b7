import type { Agent } from "../../../../core/agent.ts";
import type { ToolServer } from "../../driver.ts";

const READING = [
  "read_file",
  "read_many_files",
  "list_directory",
  "glob",
  "grep_search",
  "search_file_content",
  "google_web_search",
  "web_fetch",
  "write_todos",
];
const EDITING = [
  "write_file",
  "replace",
  "run_shell_command",
  "activate_skill",
  "codebase_investigator",
];

/**
 * Rules for Gemini's policy engine: all is denied but what is named. They are given as an administrator's, which count
 * more than a person's own. Undefined where anything goes.
 */
export function policyOf(agent: Agent, tools: ToolServer | undefined): string | undefined {
  const listed = agent.tools !== undefined || agent.disallowedTools !== undefined;
  if (agent.permissions === "full" && !listed) return undefined;
  const known = agent.permissions === "read-only" ? READING : [...READING, ...EDITING];
  const wanted =
    agent.tools === undefined
      ? known
      : agent.tools.filter((tool) => agent.permissions !== "read-only" || READING.includes(tool));
  const allowed = wanted.filter((tool) => !agent.disallowedTools?.includes(tool));
  return [
    rule('toolName = "*"', "deny", 100),
    ...(allowed.length === 0 ? [] : [rule(`toolName = ${JSON.stringify(allowed)}`, "allow", 200)]),
    ...(tools === undefined
      ? []
      : [rule(`toolName = "*"\nmcpName = ${JSON.stringify(tools.name)}`, "allow", 200)]),
  ].join("\n");
}

const rule = (what: string, decision: "allow" | "deny", priority: number): string =>
  `[[rule]]\n${what}\ndecision = "${decision}"\npriority = ${priority}\n`;
