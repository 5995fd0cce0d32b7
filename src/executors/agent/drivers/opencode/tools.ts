import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asText, at, shown } from "../shared/json.ts";

/** A tool is told of when it has ended: the call and its result in one. */
export function toolEvents(part: unknown): readonly AgentEvent[] {
  const tool = asText(at(part, "tool")) ?? "unknown";
  const input = shown(at(part, "state", "input"));
  const ok = at(part, "state", "status") === "completed";
  const text = asText(at(part, "state", ok ? "output" : "error")) ?? "";
  return [
    { type: "tool-call", tool, input },
    { type: "tool-result", tool, ok, text },
    ...(ok ? changed(part, tool) : denied(tool, input, text)),
  ];
}

function changed(part: unknown, tool: string): readonly AgentEvent[] {
  const path = asText(at(part, "state", "input", "filePath"));
  if (path === undefined || (tool !== "write" && tool !== "edit")) return [];
  const added = at(part, "state", "metadata", "exists") === false;
  return [{ type: "file-change", path, change: added ? "add" : "update" }];
}

const denied = (tool: string, input: string, text: string): readonly AgentEvent[] =>
  /rejected permission|prevents you from using|permission .{0,40}denied/i.test(text)
    ? [{ type: "denied", tool, text: input }]
    : [];
