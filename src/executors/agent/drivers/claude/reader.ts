import type { Exit, Launch, Outcome, Reader } from "../../driver.ts";
import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asNumber, asText, at, parseObject, shown } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import { errorEvent, oneLine, outcomeOf } from "../shared/outcome.ts";
import type { Complaint } from "../shared/classify.ts";
import type { Ending } from "../shared/outcome.ts";
import { claudeAbout } from "./about.ts";
import { answeredEvents, saidEvents } from "./blocks.ts";
import { denials, endingOf } from "./result.ts";
import { readTranscript } from "./transcript.ts";
import { ClaudeUsage } from "./usage.ts";

export const claudeReader = (launch: Launch): Reader => new ClaudeReader(launch);

class ClaudeReader implements Reader {
  readonly #launch: Launch;
  readonly #usage: ClaudeUsage;
  readonly #called = new Map<string, string>();
  #session: string | undefined;
  #limitedUntil: number | undefined;
  /** It was told that it asks too much, and has had no answer since. */
  #waiting: Complaint | undefined;
  #ending: Ending = {};

  constructor(launch: Launch) {
    this.#launch = launch;
    this.#usage = new ClaudeUsage(launch.order);
  }

  line(text: string): readonly AgentEvent[] {
    const event = parseObject(text);
    switch (event?.["type"]) {
      case "system":
        return this.#system(event);
      case "assistant":
        return this.#assistant(event);
      case "user":
        return answeredEvents(event, this.#called);
      case "rate_limit_event":
        return this.#limit(event);
      case "result":
        return this.#result(event);
      default:
        return [];
    }
  }

  end(exit: Exit): Outcome {
    if (Object.keys(this.#ending).length === 0 && this.#session !== undefined)
      this.#usage.brokenOff(readTranscript(this.#launch.env, this.#session));
    // Cut short while it waited for a limit to end: that is what stopped it.
    const waited = exit.signal !== null && Object.keys(this.#ending).length === 0;
    const ending =
      waited && this.#waiting !== undefined ? { complaint: this.#waiting } : this.#ending;
    return outcomeOf(claudeAbout, ending, exit);
  }

  usage() {
    return this.#usage.current();
  }

  #system(event: Json): readonly AgentEvent[] {
    if (event["subtype"] === "api_retry") return this.#retry(event);
    if (event["subtype"] !== "init") return [];
    const session = asText(event["session_id"]);
    this.#session = session;
    const model = asText(event["model"]);
    return [{ type: "started", ...(session && { session }), ...(model && { model }) }];
  }

  /** It waits as long as the limit says, which may be long: that is told apart from any other new try. */
  #retry(event: Json): readonly AgentEvent[] {
    const again = retrying(event);
    if (event["error_status"] !== 429) return [again];
    const until = Date.now() + Math.ceil(asNumber(event["retry_delay_ms"]) ?? 0);
    this.#waiting = { text: again.text, status: 429, until };
    return [again, { type: "rate-limited", until, text: again.text }];
  }

  #assistant(event: Json): readonly AgentEvent[] {
    this.#waiting = undefined;
    const counted = this.#usage.message(event);
    // What it says of an API error comes again as its result, with the status.
    if (at(event, "message", "model") === "<synthetic>") return [];
    const said = saidEvents(event["message"], this.#called);
    return counted ? [...said, ...this.#usageEvents()] : said;
  }

  /** Told whenever the state of the account's limits changes; only a refusal matters. `resetsAt` is in seconds. */
  #limit(event: Json): readonly AgentEvent[] {
    if (at(event, "rate_limit_info", "status") !== "rejected") return [];
    const seconds = asNumber(at(event, "rate_limit_info", "resetsAt"));
    if (seconds !== undefined) this.#limitedUntil = seconds * 1000;
    const kind = asText(at(event, "rate_limit_info", "rateLimitType")) ?? "usage";
    const until = this.#limitedUntil;
    return [
      {
        type: "rate-limited",
        ...(until !== undefined && { until }),
        text: `${kind.replaceAll("_", " ")} limit reached`,
      },
    ];
  }

  #result(event: Json): readonly AgentEvent[] {
    this.#usage.result(event);
    this.#ending = endingOf(event, this.#launch.order.agent, this.#limitedUntil);
    const denied = denials(event).map(({ tool, input }): AgentEvent => ({
      type: "denied",
      tool,
      text: oneLine(shown(input)),
    }));
    return [...this.#usageEvents(), ...denied, this.#lastEvent()];
  }

  #lastEvent(): AgentEvent {
    const { done, complaint, failure } = this.#ending;
    if (done !== undefined) return { type: "result", ...done };
    if (failure !== undefined)
      return { type: "error", text: failure.message, class: failure.class };
    return errorEvent(claudeAbout, complaint!);
  }

  #usageEvents(): readonly AgentEvent[] {
    const usage = this.#usage.current();
    return usage === undefined ? [] : [{ type: "usage", usage }];
  }
}

function retrying(event: Json): Extract<AgentEvent, { type: "retrying" }> {
  const of = asNumber(event["max_retries"]);
  const what = [asNumber(event["error_status"]), asText(event["error"])].filter(
    (each) => each !== undefined,
  );
  return {
    type: "retrying",
    try: asNumber(event["attempt"]) ?? 1,
    ...(of !== undefined && { of }),
    text: what.join(" "),
  };
}
