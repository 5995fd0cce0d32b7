import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asList, asObject, asText, at, shown } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";

/** Names of the tools that were called, by the id of the call: their results tell the id only. */
export type CalledTools = Map<string, string>;

/** What the agent said and which tools it called, in one of its messages. */
export function saidEvents(message: unknown, called: CalledTools): readonly AgentEvent[] {
  return asList(at(message, "content")).flatMap((block): readonly AgentEvent[] => {
    const text = asText(at(block, "text"));
    if (at(block, "type") === "text" && text) return [{ type: "text", text }];
    if (at(block, "type") !== "tool_use") return [];
    return callEvents(block, called);
  });
}

function callEvents(block: unknown, called: CalledTools): readonly AgentEvent[] {
  const tool = asText(at(block, "name")) ?? "unknown";
  const id = asText(at(block, "id"));
  if (id !== undefined) called.set(id, tool);
  const input = at(block, "input");
  const call: AgentEvent = { type: "tool-call", tool, input: shown(input) };
  if (tool !== "AskUserQuestion") return [call];
  const questions = asList(at(input, "questions")).map((each) => asText(at(each, "question")));
  const text = questions.filter(Boolean).join(" ");
  return [call, { type: "question", text: text === "" ? shown(input) : text }];
}

/** What tools answered, and which files they changed. */
export function answeredEvents(event: Json, called: CalledTools): readonly AgentEvent[] {
  const results = asList(at(event, "message", "content")).filter(
    (block) => at(block, "type") === "tool_result",
  );
  return [
    ...results.map((block): AgentEvent => {
      const tool = called.get(asText(at(block, "tool_use_id")) ?? "");
      return {
        type: "tool-result",
        ...(tool !== undefined && { tool }),
        ok: at(block, "is_error") !== true,
        text: textOf(at(block, "content")),
      };
    }),
    ...changeEvents(at(event, "tool_use_result")),
  ];
}

/** A text, or a list of blocks of which some are text. */
function textOf(content: unknown): string {
  if (!Array.isArray(content)) return shown(content);
  return content.map((block) => asText(at(block, "text")) ?? "").join("");
}

function changeEvents(result: unknown): readonly AgentEvent[] {
  const path = asText(at(result, "filePath"));
  if (path === undefined || asObject(result)?.["structuredPatch"] === undefined) return [];
  return [
    { type: "file-change", path, change: at(result, "type") === "create" ? "add" : "update" },
  ];
}
