import type { Usage } from "../../../../core/usage.ts";
import type { Exit, Launch, Outcome, Reader } from "../../driver.ts";
import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asNumber, asText, at, parseObject } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import { errorEvent, outcomeOf } from "../shared/outcome.ts";
import type { Ending } from "../shared/outcome.ts";
import { modelName, Tally } from "../shared/usage.ts";
import { opencodeAbout } from "./about.ts";
import { complaintOf } from "./errors.ts";
import { toolEvents } from "./tools.ts";

export const opencodeReader = (launch: Launch): Reader => new OpencodeReader(launch);

class OpencodeReader implements Reader {
  readonly #launch: Launch;
  readonly #tally = new Tally();
  #started = false;
  #text = "";
  #ending: Ending = {};

  constructor(launch: Launch) {
    this.#launch = launch;
  }

  line(text: string): readonly AgentEvent[] {
    const event = parseObject(text);
    if (event === undefined) return [];
    return [...this.#start(event), ...this.#events(event)];
  }

  end(exit: Exit): Outcome {
    return outcomeOf(opencodeAbout, this.#ending, exit);
  }

  /** It does not tell of the request that makes a title for the session. */
  usage(): Usage | undefined {
    if (this.#tally.requests === 0) return undefined;
    return {
      models: this.#tally.models(),
      ...this.#tally.session(this.#launch.order),
      ...(this.#ending.done === undefined && { partial: true as const }),
    };
  }

  /** Every event names the session. */
  #start(event: Json): readonly AgentEvent[] {
    const session = asText(event["sessionID"]);
    if (this.#started || session === undefined) return [];
    this.#started = true;
    const { model } = this.#launch.order.agent;
    return [{ type: "started", session, ...(model && { model }) }];
  }

  #events(event: Json): readonly AgentEvent[] {
    switch (event["type"]) {
      case "step_start":
        this.#ending = {};
        this.#text = "";
        return [];
      case "text":
        return this.#said(asText(at(event, "part", "text")) ?? "");
      case "tool_use":
        return toolEvents(event["part"]);
      case "step_finish":
        return this.#finished(event["part"]);
      case "error": {
        const complaint = complaintOf(event["error"], Date.now());
        this.#ending = { complaint };
        return [errorEvent(opencodeAbout, complaint)];
      }
      default:
        return [];
    }
  }

  #said(text: string): readonly AgentEvent[] {
    this.#text += text;
    return [{ type: "text", text }];
  }

  /** Each step is one request. What came from a cache is not part of its `input`. */
  #finished(part: unknown): readonly AgentEvent[] {
    const tokens = (...path: readonly string[]): number =>
      asNumber(at(part, "tokens", ...path)) ?? 0;
    const cached = tokens("cache", "read");
    this.#tally.add(modelName(this.#launch.order.agent.model), {
      input: tokens("input") + cached + tokens("cache", "write"),
      cached,
      output: tokens("output") + tokens("reasoning"),
      // It says nothing where it does not know the price.
      costUsd: asNumber(at(part, "cost")) || undefined,
    });
    const stopped = at(part, "reason") === "stop";
    if (stopped) this.#ending = { done: { text: this.#text } };
    const usage: AgentEvent = { type: "usage", usage: this.usage()! };
    return stopped ? [usage, { type: "result", text: this.#text }] : [usage];
  }
}
