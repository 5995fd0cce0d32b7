import type { Exit, Launch, Outcome, Reader } from "../../driver.ts";
import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { answeredEvents, saidEvents } from "../claude/blocks.ts";
import { denials } from "../claude/result.ts";
import { limitReached } from "../gemini/errors.ts";
import { asNumber, asText, at, parseObject, shown } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import { errorEvent, oneLine, outcomeOf } from "../shared/outcome.ts";
import type { Ending } from "../shared/outcome.ts";
import { qwenAbout } from "./about.ts";
import { endingOf } from "./result.ts";
import { QwenUsage } from "./usage.ts";

export const qwenReader = (launch: Launch): Reader => new QwenReader(launch);

/** Qwen Code is Gemini CLI at heart and speaks nearly as Claude Code does. */
class QwenReader implements Reader {
  readonly #launch: Launch;
  readonly #usage: QwenUsage;
  readonly #called = new Map<string, string>();
  #ending: Ending = {};

  constructor(launch: Launch) {
    this.#launch = launch;
    this.#usage = new QwenUsage(launch.order);
  }

  line(text: string): readonly AgentEvent[] {
    const event = parseObject(text);
    switch (event?.["type"]) {
      case "system":
        return this.#system(event);
      case "assistant":
        return [...saidEvents(event["message"], this.#called), ...this.#usage.message(event)];
      case "user":
        return answeredEvents(event, this.#called);
      case "result":
        return this.#result(event);
      default:
        return [];
    }
  }

  end(exit: Exit): Outcome {
    const limit = limitReached(exit, this.#launch.order.agent, qwenAbout.title);
    return outcomeOf(
      qwenAbout,
      limit === undefined ? this.#judged(exit) : { failure: limit },
      exit,
    );
  }

  usage() {
    return this.#usage.current();
  }

  /** Cut short while it waited to try again: only its stderr says what for. */
  #judged(exit: Exit): Ending {
    const waited = /^Retrying in .*\[API Error: (.*)\]$/.exec(
      exit.stderr.trim().split("\n").at(-1) ?? "",
    );
    const cut = exit.signal !== null && Object.keys(this.#ending).length === 0;
    return cut && waited !== null ? { complaint: { text: waited[1]! } } : this.#ending;
  }

  #system(event: Json): readonly AgentEvent[] {
    if (event["subtype"] === "retry") return [retrying(event["data"])];
    if (event["subtype"] !== "init") return [];
    const session = asText(event["session_id"]);
    const model = asText(event["model"]);
    return [{ type: "started", ...(session && { session }), ...(model && { model }) }];
  }

  #result(event: Json): readonly AgentEvent[] {
    this.#usage.result(event);
    this.#ending = endingOf(event, this.#usage.lastFailed);
    const { done, complaint, failure } = this.#ending;
    const denied = denials(event).map(({ tool, input }): AgentEvent => ({
      type: "denied",
      tool,
      text: oneLine(shown(input)),
    }));
    const last: AgentEvent =
      done !== undefined
        ? { type: "result", ...done }
        : failure !== undefined
          ? { type: "error", text: failure.message, class: failure.class }
          : errorEvent(qwenAbout, complaint!);
    return [...this.#usage.events(), ...denied, last];
  }
}

function retrying(data: unknown): AgentEvent {
  const of = asNumber(at(data, "maxRetries"));
  const attempt = asNumber(at(data, "attempt")) ?? 1;
  const text = asText(at(data, "reason")) ?? "retry";
  return { type: "retrying", try: attempt, ...(of !== undefined && { of }), text };
}
