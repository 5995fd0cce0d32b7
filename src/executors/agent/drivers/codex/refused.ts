import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asText, at, parseObject } from "../shared/json.ts";

type Denied = Extract<AgentEvent, { type: "denied" }>;

/** How its read-only sandbox says no: to a command, and to a patch, which it does not even try. */
const BY_SYSTEM = /read-only file system/i;
const PATCH = /^patch rejected: /;

/** Whether a command that failed did so because it was not allowed to write. */
export const isRefused = (output: string): boolean => BY_SYSTEM.test(output);

/**
 * What the read-only sandbox refused in the last turn of a session, by the session's own record: of commands that
 * are refused at once Codex tells nothing on stdout, neither that they began nor that they failed.
 * @param rollout text of the record
 */
export function refusedIn(rollout: string): readonly Denied[] {
  const calls = new Map<string, string>();
  let denied: Denied[] = [];
  for (const line of rollout.split("\n")) {
    const payload = at(parseObject(line), "payload");
    const id = asText(at(payload, "call_id")) ?? "";
    switch (at(payload, "type")) {
      case "task_started":
        denied = [];
        break;
      case "function_call":
      case "custom_tool_call":
        calls.set(id, inputOf(payload));
        break;
      case "function_call_output":
      case "custom_tool_call_output": {
        const tool = toolRefused(asText(at(payload, "output")) ?? "");
        if (tool !== undefined) denied.push({ type: "denied", tool, text: calls.get(id) ?? "" });
      }
    }
  }
  return denied;
}

function toolRefused(output: string): string | undefined {
  if (PATCH.test(output)) return "apply_patch";
  const code = /^Process exited with code (\d+)$/m.exec(output)?.[1];
  return code !== undefined && code !== "0" && isRefused(output) ? "shell" : undefined;
}

/** The command, where the arguments are those of a shell. */
function inputOf(call: unknown): string {
  const given = asText(at(call, "arguments")) ?? asText(at(call, "input")) ?? "";
  return asText(parseObject(given)?.["cmd"]) ?? given;
}
