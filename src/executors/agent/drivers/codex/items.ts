import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { isRefused } from "./refused.ts";
import { asList, asText, at, shown } from "../shared/json.ts";

/** What Codex has begun. */
export function begunEvents(item: unknown): readonly AgentEvent[] {
  const tool = toolOf(item);
  return tool === undefined ? [] : [{ type: "tool-call", tool, input: inputOf(item) }];
}

/**
 * What Codex has finished. Items of type `error` are warnings: what ends its turn is an event of its own.
 * @param isReadOnly whether a command that could not write was refused that
 */
export function finishedEvents(item: unknown, isReadOnly: boolean): readonly AgentEvent[] {
  switch (at(item, "type")) {
    case "agent_message":
      return [{ type: "text", text: asText(at(item, "text")) ?? "" }];
    case "file_change":
      return at(item, "status") === "completed" ? changeEvents(item) : [];
    default: {
      const tool = toolOf(item);
      return tool === undefined ? [] : resultEvents(item, tool, isReadOnly);
    }
  }
}

function toolOf(item: unknown): string | undefined {
  switch (at(item, "type")) {
    case "command_execution":
      return "shell";
    case "mcp_tool_call":
      return `${asText(at(item, "server")) ?? "?"}.${asText(at(item, "tool")) ?? "?"}`;
    case "web_search":
      return "web_search";
    default:
      return undefined;
  }
}

const inputOf = (item: unknown): string =>
  shown(at(item, "command") ?? at(item, "arguments") ?? at(item, "query"));

function resultEvents(item: unknown, tool: string, isReadOnly: boolean): readonly AgentEvent[] {
  const error = asText(at(item, "error", "message"));
  const text = error ?? asText(at(item, "aggregated_output")) ?? answerOf(item);
  const code = at(item, "exit_code");
  const ok =
    at(item, "status") === "completed" &&
    error === undefined &&
    (code === 0 || code === undefined || code === null);
  const result: AgentEvent = { type: "tool-result", tool, ok, text };
  const refused = isReadOnly && !ok && tool === "shell" && isRefused(text);
  return refused || isDenied(item, error)
    ? [result, { type: "denied", tool, text: inputOf(item) }]
    : [result];
}

const answerOf = (item: unknown): string =>
  asList(at(item, "result", "content"))
    .map((block) => asText(at(block, "text")) ?? "")
    .join("");

/** There is nobody whom it could have asked: Codex says of itself that the user declined. */
const isDenied = (item: unknown, error: string | undefined): boolean =>
  at(item, "status") === "declined" ||
  /^user (?:cancelled|rejected) MCP tool call/i.test(error ?? "");

const CHANGES = { add: "add", update: "update", delete: "delete" } as const;

function changeEvents(item: unknown): readonly AgentEvent[] {
  return asList(at(item, "changes")).flatMap((each): readonly AgentEvent[] => {
    const path = asText(at(each, "path"));
    const kind = asText(at(each, "kind")) ?? "";
    if (path === undefined) return [];
    return [
      {
        type: "file-change",
        path,
        change: Object.hasOwn(CHANGES, kind) ? CHANGES[kind as keyof typeof CHANGES] : "update",
      },
    ];
  });
}
