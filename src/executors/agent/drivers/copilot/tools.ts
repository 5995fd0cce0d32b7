import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asList, asText, at } from "../shared/json.ts";

/** What a tool answered, which files it changed, and whether it was denied. */
export function toolResultEvents(
  data: unknown,
  called: ReadonlyMap<string, string>,
): readonly AgentEvent[] {
  const tool = called.get(asText(at(data, "toolCallId")) ?? "");
  const ok = at(data, "success") === true;
  const text = asText(at(data, "result", "content")) ?? asText(at(data, "error", "message")) ?? "";
  const result: AgentEvent = { type: "tool-result", ...(tool !== undefined && { tool }), ok, text };
  if (at(data, "error", "code") === "denied") {
    return [result, { type: "denied", tool: tool ?? "unknown", text }];
  }
  return [result, ...asList(at(data, "fileEdits")).flatMap(changeEvents)];
}

const KINDS = new Map([
  ["create", "add"],
  ["delete", "delete"],
] as const);

function changeEvents(edit: unknown): readonly AgentEvent[] {
  const path = asText(at(edit, "path"));
  const kind = at(edit, "kind");
  if (path === undefined) return [];
  return [{ type: "file-change", path, change: KINDS.get(kind as "create") ?? "update" }];
}
