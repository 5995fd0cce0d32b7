import type { Usage } from "../../../../core/usage.ts";
import type { Exit, Launch, Outcome, Reader } from "../../driver.ts";
import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asText, at, parseObject, shown } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import { errorEvent, outcomeOf } from "../shared/outcome.ts";
import type { Ending } from "../shared/outcome.ts";
import { geminiAbout } from "./about.ts";
import { complaintOf, limitReached, statusOf } from "./errors.ts";
import { usageOf } from "./usage.ts";

export const geminiReader = (launch: Launch): Reader => new GeminiReader(launch);

class GeminiReader implements Reader {
  readonly #launch: Launch;
  readonly #called = new Map<string, Json>();
  #usage: Usage | undefined;
  /** What it has said since it last used a tool. It comes in pieces. */
  #text = "";
  /** The piece of it that has not been told: a line is told when it is whole. */
  #untold = "";
  #ending: Ending = {};

  constructor(launch: Launch) {
    this.#launch = launch;
  }

  line(text: string): readonly AgentEvent[] {
    const event = parseObject(text);
    switch (event?.["type"]) {
      case "init":
        return [started(event)];
      case "message":
        return this.#message(event);
      case "tool_use":
        return this.#toolUse(event);
      case "tool_result":
        return this.#toolResult(event);
      case "result":
        return this.#result(event);
      default:
        return [];
    }
  }

  end(exit: Exit): Outcome {
    return outcomeOf(geminiAbout, this.#judged(exit), exit);
  }

  usage() {
    return this.#usage;
  }

  /** Its exit code is the HTTP status, of which one byte is left. */
  #judged(exit: Exit): Ending {
    const limit = limitReached(exit, this.#launch.order.agent, geminiAbout.title);
    if (limit !== undefined) return { failure: limit };
    const { complaint } = this.#ending;
    if (complaint === undefined) return this.#ending;
    return { complaint: { ...complaint, status: complaint.status ?? statusOf(exit) } };
  }

  #message(event: Json): readonly AgentEvent[] {
    const text = asText(event["content"]);
    if (event["role"] !== "assistant" || !text) return [];
    this.#text += text;
    this.#untold += text;
    const whole = this.#untold.lastIndexOf("\n");
    return whole === -1 ? [] : this.#tell(whole);
  }

  /** What it said so far, or up to the newline that is given. */
  #tell(end = this.#untold.length): readonly AgentEvent[] {
    const text = this.#untold.slice(0, end);
    this.#untold = this.#untold.slice(end + 1);
    return text.trim() === "" ? [] : [{ type: "text", text }];
  }

  #toolUse(event: Json): readonly AgentEvent[] {
    const said = this.#tell();
    this.#text = "";
    const id = asText(event["tool_id"]);
    if (id !== undefined) this.#called.set(id, event);
    const tool = asText(event["tool_name"]) ?? "unknown";
    return [...said, { type: "tool-call", tool, input: shown(event["parameters"]) }];
  }

  #toolResult(event: Json): readonly AgentEvent[] {
    const call = this.#called.get(asText(event["tool_id"]) ?? "");
    const tool = asText(call?.["tool_name"]);
    const ok = event["status"] === "success";
    const text = asText(event["output"]) ?? asText(at(event, "error", "message")) ?? "";
    const result: AgentEvent = { type: "tool-result", ...(tool && { tool }), ok, text };
    return [result, ...(ok ? changed(call) : denied(call, text))];
  }

  #result(event: Json): readonly AgentEvent[] {
    this.#usage = usageOf(event["stats"], this.#launch.order);
    const used: readonly AgentEvent[] =
      this.#usage === undefined ? [] : [{ type: "usage", usage: this.#usage }];
    const told = [...this.#tell(), ...used];
    if (event["status"] === "success") {
      this.#ending = { done: { text: this.#text } };
      return [...told, { type: "result", text: this.#text }];
    }
    const complaint = complaintOf(event);
    this.#ending = { complaint };
    return [...told, errorEvent(geminiAbout, complaint)];
  }
}

function started(event: Json): AgentEvent {
  const session = asText(event["session_id"]);
  const model = asText(event["model"]);
  return { type: "started", ...(session && { session }), ...(model && { model }) };
}

/** Whether a file was there before is not told. */
function changed(call: Json | undefined): readonly AgentEvent[] {
  const path = asText(at(call, "parameters", "file_path"));
  const tool = call?.["tool_name"];
  if (path === undefined || (tool !== "write_file" && tool !== "replace")) return [];
  return [{ type: "file-change", path, change: "update" }];
}

function denied(call: Json | undefined, text: string): readonly AgentEvent[] {
  if (!/denied by policy|requires (?:user )?(?:confirmation|approval)/i.test(text)) return [];
  return [
    {
      type: "denied",
      tool: asText(call?.["tool_name"]) ?? "unknown",
      text: shown(call?.["parameters"]),
    },
  ];
}
