import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asList, asText, at } from "../shared/json.ts";

/** The text of a message, or of what a tool returned. */
export const textOf = (message: unknown): string =>
  asList(at(message, "content"))
    .filter((block) => at(block, "type") === "text")
    .map((block) => asText(at(block, "text")) ?? "")
    .join("");

/** Whether a file was there before is not told. */
export function changeEvents(tool: string, args: unknown): readonly AgentEvent[] {
  const path = asText(at(args, "path"));
  if (path === undefined || (tool !== "write" && tool !== "edit")) return [];
  return [{ type: "file-change", path, change: "update" }];
}
