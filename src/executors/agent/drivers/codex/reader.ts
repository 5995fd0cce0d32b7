import type { Exit, Launch, Outcome, Reader } from "../../driver.ts";
import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asText, at, parseObject } from "../shared/json.ts";
import { errorEvent, outcomeOf } from "../shared/outcome.ts";
import type { Ending } from "../shared/outcome.ts";
import { structuredOf } from "../shared/structured.ts";
import { codexAbout } from "./about.ts";
import { begunEvents, finishedEvents } from "./items.ts";
import { fromStrict } from "./fromStrict.ts";
import { strictSchema } from "./strictSchema.ts";
import { codexHome } from "./provider.ts";
import { refusedIn } from "./refused.ts";
import { rolloutText } from "./rollout.ts";
import { CodexUsage } from "./usage.ts";

export const codexReader = (launch: Launch): Reader => new CodexReader(launch);

class CodexReader implements Reader {
  readonly #launch: Launch;
  readonly #usage: CodexUsage;
  #session: string | undefined;
  #lastText = "";
  #toldRefused = false;
  #ending: Ending = {};

  constructor(launch: Launch) {
    this.#launch = launch;
    this.#usage = new CodexUsage(launch);
  }

  line(text: string): readonly AgentEvent[] {
    const event = parseObject(text);
    switch (event?.["type"]) {
      case "thread.started":
        return this.#started(asText(event["thread_id"]));
      case "item.started":
        return begunEvents(event["item"]);
      case "item.completed":
        return this.#finished(event["item"]);
      case "error":
        return retryingEvents(asText(event["message"]) ?? "");
      case "turn.completed":
        return this.#completed(event["usage"]);
      case "turn.failed":
        return this.#failed(asText(at(event, "error", "message")));
      default:
        return [];
    }
  }

  end(exit: Exit): Outcome {
    return outcomeOf(codexAbout, this.#ending, exit);
  }

  usage() {
    return this.#usage.current();
  }

  #started(session: string | undefined): readonly AgentEvent[] {
    this.#session = session;
    if (session !== undefined) this.#usage.session(session);
    const { model } = this.#launch.order.agent;
    return [{ type: "started", ...(session && { session }), ...(model && { model }) }];
  }

  #finished(item: unknown): readonly AgentEvent[] {
    const events = finishedEvents(item, this.#isReadOnly);
    for (const event of events) {
      if (event.type === "text") this.#lastText = event.text;
      this.#toldRefused ||= event.type === "denied";
    }
    return events;
  }

  #completed(usage: unknown): readonly AgentEvent[] {
    this.#usage.turn(usage);
    const done = { text: this.#lastText, ...this.#structured() };
    this.#ending = { done };
    const current = this.#usage.current();
    const told: readonly AgentEvent[] =
      current === undefined ? [] : [{ type: "usage", usage: current }];
    return [...told, ...this.#refused(), { type: "result", ...done }];
  }

  get #isReadOnly(): boolean {
    return this.#launch.order.agent.permissions === "read-only";
  }

  /** Those that Codex told of itself are not told again. */
  #refused(): readonly AgentEvent[] {
    if (!this.#isReadOnly || this.#session === undefined || this.#toldRefused) return [];
    return refusedIn(rolloutText(codexHome(this.#launch.env), this.#session) ?? "");
  }

  #structured(): { readonly structured?: unknown } {
    const { schema } = this.#launch;
    const found = structuredOf(this.#launch, this.#lastText);
    if (found.structured === undefined || typeof schema !== "object") return found;
    return strictSchema(schema) === undefined
      ? found
      : { structured: fromStrict(found.structured, schema) };
  }

  #failed(message: string | undefined): readonly AgentEvent[] {
    const complaint = { text: message ?? "its turn failed and it did not say why" };
    this.#ending = { complaint };
    return [errorEvent(codexAbout, complaint)];
  }
}

/** `Reconnecting... 1/5 (…)`. The error that ends a turn is told by `turn.failed` as well. */
function retryingEvents(message: string): readonly AgentEvent[] {
  const found = /^Reconnecting\.*\s*(\d+)\/(\d+)\s*(.*)$/s.exec(message);
  if (found === null) return [];
  const text = found[3]!.replace(/^\((.*)\)$/s, "$1");
  return [{ type: "retrying", try: Number(found[1]), of: Number(found[2]), text }];
}
