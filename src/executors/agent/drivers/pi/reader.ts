import type { Usage } from "../../../../core/usage.ts";
import type { Exit, Launch, Outcome, Reader } from "../../driver.ts";
import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asList, asNumber, asText, at, parseObject, shown } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import { errorEvent, outcomeOf } from "../shared/outcome.ts";
import type { Ending } from "../shared/outcome.ts";
import { modelName, Tally } from "../shared/usage.ts";
import { piAbout } from "./about.ts";
import { changeEvents, textOf } from "./messages.ts";

export const piReader = (launch: Launch): Reader => new PiReader(launch);

class PiReader implements Reader {
  readonly #launch: Launch;
  readonly #tally = new Tally();
  readonly #called = new Map<string, unknown>();
  #ending: Ending = {};

  constructor(launch: Launch) {
    this.#launch = launch;
  }

  line(text: string): readonly AgentEvent[] {
    const event = parseObject(text);
    switch (event?.["type"]) {
      case "session":
        return this.#started(asText(event["id"]));
      case "message_end":
        return at(event, "message", "role") === "assistant" ? this.#answered(event["message"]) : [];
      case "tool_execution_start":
        return this.#calls(event);
      case "tool_execution_end":
        return this.#returned(event);
      case "agent_start":
        this.#ending = {};
        return [];
      case "agent_end":
        return this.#ended(asList(event["messages"]).at(-1));
      case "auto_retry_start":
        return [retrying(event)];
      default:
        return [];
    }
  }

  end(exit: Exit): Outcome {
    return outcomeOf(piAbout, this.#ending, exit);
  }

  usage(): Usage | undefined {
    if (this.#tally.requests === 0) return undefined;
    return {
      models: this.#tally.models(),
      ...this.#tally.session(this.#launch.order),
      ...(this.#ending.done === undefined && { partial: true as const }),
    };
  }

  #started(session: string | undefined): readonly AgentEvent[] {
    const { model } = this.#launch.order.agent;
    return [{ type: "started", ...(session && { session }), ...(model && { model }) }];
  }

  /** One answer is one request. What came from a cache or went into one is not part of its `input`. */
  #answered(message: unknown): readonly AgentEvent[] {
    const tokens = (name: string): number => asNumber(at(message, "usage", name)) ?? 0;
    const cached = tokens("cacheRead");
    const input = tokens("input") + cached + tokens("cacheWrite");
    const text = textOf(message);
    const said: readonly AgentEvent[] = text === "" ? [] : [{ type: "text", text }];
    if (input === 0) return said;
    // It says nothing where it does not know the price.
    const costUsd = asNumber(at(message, "usage", "cost", "total")) || undefined;
    const model = modelName(asText(at(message, "model")), this.#launch.order.agent.model);
    this.#tally.add(model, { input, cached, output: tokens("output"), costUsd });
    return [...said, { type: "usage", usage: this.usage()! }];
  }

  #calls(event: Json): readonly AgentEvent[] {
    const id = asText(event["toolCallId"]);
    if (id !== undefined) this.#called.set(id, event["args"]);
    return [
      {
        type: "tool-call",
        tool: asText(event["toolName"]) ?? "unknown",
        input: shown(event["args"]),
      },
    ];
  }

  #returned(event: Json): readonly AgentEvent[] {
    const tool = asText(event["toolName"]) ?? "unknown";
    const ok = event["isError"] !== true;
    const args = this.#called.get(asText(event["toolCallId"]) ?? "");
    return [
      { type: "tool-result", tool, ok, text: textOf(event["result"]) },
      ...(ok ? changeEvents(tool, args) : []),
    ];
  }

  /** It ends with exit code 0 whatever happened: its last message says what did. It may try again after that. */
  #ended(message: unknown): readonly AgentEvent[] {
    const reason = at(message, "stopReason");
    if (reason === "stop") {
      const done = { text: textOf(message) };
      this.#ending = { done };
      return [{ type: "result", ...done }];
    }
    const complaint = {
      text: asText(at(message, "errorMessage")) ?? `it stopped: ${shown(reason) || "no answer"}`,
    };
    this.#ending = { complaint };
    return [errorEvent(piAbout, complaint)];
  }
}

function retrying(event: Json): AgentEvent {
  const of = asNumber(event["maxAttempts"]);
  const text = asText(event["errorMessage"]) ?? "";
  return {
    type: "retrying",
    try: asNumber(event["attempt"]) ?? 1,
    ...(of !== undefined && { of }),
    text,
  };
}
