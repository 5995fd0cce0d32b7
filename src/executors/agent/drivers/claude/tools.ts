import type { Agent } from "../../../../core/agent.ts";
import type { ToolServer } from "../../driver.ts";

/** Those of its tools that change nothing on this machine. */
const READING = ["Read", "Glob", "Grep", "LS", "WebFetch", "WebSearch", "TodoWrite"];

/** Those that it asks leave for in `acceptEdits`, besides changes outside of its working folder. */
const ASKING = ["Bash", "Skill", "Task", "WebFetch", "WebSearch"];

/** Its arguments for what it may do. Only what is named here is open to it, whatever a person's settings allow. */
export function permissionArgs(agent: Agent, tools: ToolServer | undefined): readonly string[] {
  const denied = list("--disallowedTools", agent.disallowedTools ?? []);
  const own = tools === undefined ? [] : [`mcp__${tools.name}__*`];
  switch (agent.permissions) {
    case "read-only":
      return [
        ...list("--tools", readingTools(agent), true),
        ...mode("dontAsk"),
        ...list("--allowedTools", [...readingTools(agent), ...own]),
        ...denied,
      ];
    case "edit":
      return [
        ...list("--tools", namesOf(agent)),
        ...mode("acceptEdits"),
        ...list("--allowedTools", [...askingTools(agent), ...own]),
        ...denied,
      ];
    case "full":
      return [...list("--tools", namesOf(agent)), "--dangerously-skip-permissions", ...denied];
  }
}

const mode = (name: string): readonly string[] => ["--permission-mode", name];

/** Several values as one, so that no later argument is taken for another of them. */
const list = (option: string, values: readonly string[], always = false): readonly string[] =>
  values.length === 0 && !always ? [] : [`${option}=${values.join(",")}`];

function readingTools(agent: Agent): readonly string[] {
  const wanted = namesOf(agent);
  return wanted.length === 0 ? READING : READING.filter((tool) => wanted.includes(tool));
}

/** With the patterns that the agent's author gave, such as `Bash(git *)`. */
function askingTools(agent: Agent): readonly string[] {
  if (agent.tools === undefined) return ASKING;
  return agent.tools.filter((tool) => ASKING.includes(nameOf(tool)) || tool.startsWith("mcp__"));
}

/** Names of its built-in tools that the agent's author named: `Bash(git *)` is `Bash`. */
const namesOf = (agent: Agent): readonly string[] => [
  ...new Set((agent.tools ?? []).map(nameOf).filter((name) => !name.startsWith("mcp__"))),
];

const nameOf = (tool: string): string => tool.replace(/\(.*$/s, "").trim();
