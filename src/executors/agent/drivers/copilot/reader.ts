import type { Exit, Launch, Outcome, Reader } from "../../driver.ts";
import type { AgentEvent } from "../../../../core/agentEvent.ts";
import type { Complaint } from "../shared/classify.ts";
import { asNumber, asText, at, parseObject, shown } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import { errorEvent, outcomeOf } from "../shared/outcome.ts";
import type { Ending } from "../shared/outcome.ts";
import { copilotAbout } from "./about.ts";
import { toolResultEvents } from "./tools.ts";
import { readUsage } from "./usage.ts";

export const copilotReader = (launch: Launch): Reader => new CopilotReader(launch);

class CopilotReader implements Reader {
  readonly #launch: Launch;
  readonly #called = new Map<string, string>();
  #text = "";
  /** The last failed request: an error of the session tells less. */
  #failure: Complaint | undefined;
  #ending: Ending = {};

  constructor(launch: Launch) {
    this.#launch = launch;
  }

  line(text: string): readonly AgentEvent[] {
    const event = parseObject(text);
    const data = event?.["data"];
    switch (event?.["type"]) {
      case "assistant.message":
        return this.#said(asText(at(data, "content")) ?? "");
      case "tool.execution_start":
        return this.#calls(data);
      case "tool.execution_complete":
        return toolResultEvents(data, this.#called);
      case "model.call_failure":
        return this.#callFailed(data);
      case "session.error":
        return this.#failed(data);
      case "result":
        return this.#result(event);
      default:
        return [];
    }
  }

  end(exit: Exit): Outcome {
    return outcomeOf(copilotAbout, this.#ending, exit);
  }

  usage() {
    return readUsage(this.#launch);
  }

  #said(text: string): readonly AgentEvent[] {
    if (text === "") return [];
    this.#text = text;
    return [{ type: "text", text }];
  }

  #calls(data: unknown): readonly AgentEvent[] {
    const tool = asText(at(data, "toolName")) ?? "unknown";
    const id = asText(at(data, "toolCallId"));
    if (id !== undefined) this.#called.set(id, tool);
    this.#text = "";
    return [{ type: "tool-call", tool, input: shown(at(data, "arguments")) }];
  }

  /** It tries again, or else an error of the session follows. */
  #callFailed(data: unknown): readonly AgentEvent[] {
    const text = messageOf(asText(at(data, "errorMessage"))) ?? "a request to the model failed";
    this.#failure = { text, status: asNumber(at(data, "statusCode")) };
    return [{ type: "retrying", try: (asNumber(at(data, "retryAttempt")) ?? 0) + 1, text }];
  }

  #failed(data: unknown): readonly AgentEvent[] {
    const text =
      asText(at(data, "message")) ?? this.#failure?.text ?? "it failed and did not say why";
    const status = asNumber(at(data, "statusCode")) ?? this.#failure?.status;
    const complaint = { text, status };
    this.#ending = { complaint };
    return [errorEvent(copilotAbout, complaint)];
  }

  /** Only here does it tell its session. */
  #result(event: Json): readonly AgentEvent[] {
    const session = asText(event["sessionId"]);
    const { model } = this.#launch.order.agent;
    const started: AgentEvent = {
      type: "started",
      ...(session && { session }),
      ...(model && { model }),
    };
    if (event["exitCode"] !== 0 || this.#ending.complaint !== undefined) return [started];
    this.#ending = { done: { text: this.#text } };
    return [started, { type: "result", text: this.#text }];
  }
}

/** What a provider answered is handed on as JSON. */
function messageOf(text: string | undefined): string | undefined {
  return asText(parseObject(text ?? "")?.["message"]) ?? text;
}
