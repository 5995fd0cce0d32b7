import type { AgentEvent } from "../core/agentEvent.ts";
import type { Usage } from "../core/usage.ts";
import type { OrderFile } from "../executors/agent/orderFile.ts";
import type { Talk } from "../executors/agent/talk.ts";
import type { Evidence } from "./judge.ts";
import type { Logs } from "./logs.ts";

/** Characters of an agent's words in which its report is looked for. */
const MOST_SAID = 256 * 1024;

/** Between two looks at what is used up: some agents keep that in a file that grows. */
const USAGE_MS = 1_000;

/** What is noted of a conversation while it goes on. */
export class Notes {
  readonly denied: Evidence["denied"][number][] = [];
  readonly questions: Evidence["questions"][number][] = [];
  readonly #logs: Logs;
  readonly #resumed: string | undefined;
  #session: string | undefined;
  #worked = false;
  #said = "";
  #usage = "";
  #lookedAt = 0;

  constructor(order: OrderFile, logs: Logs) {
    this.#logs = logs;
    this.#resumed = order.resume?.session;
  }

  event(event: AgentEvent): void {
    // Some drivers tell it by themselves.
    if (event.type === "usage") this.#usage = JSON.stringify(event.usage);
    this.#worked ||= isWork(event);
    if (event.type === "text") this.#say(event.text);
    if (event.type === "started" && event.session !== undefined) this.#session = event.session;
    if (event.type === "denied") this.denied.push(event);
    if (event.type === "question") this.questions.push(event);
    this.#logs.event(event);
  }

  /** The session is known before the agent tells it: in case that it, or this process, is killed before. */
  begun(session: string | undefined): void {
    if (session === undefined) return;
    this.#session ??= session;
    this.#logs.quietly({ type: "started", session });
  }

  /**
   * Tells what is used up when that has changed, so that it is known also if this process is killed.
   * @returns what is used up, where it was looked at
   */
  used(talk: Talk, now = performance.now()): Usage | undefined {
    if (now - this.#lookedAt < USAGE_MS) return undefined;
    this.#lookedAt = now;
    const usage = talk.usage();
    if (usage && JSON.stringify(usage) !== this.#usage) this.event({ type: "usage", usage });
    return usage;
  }

  /** The session, if there is something in it to go on with: an agent that has done nothing may not have kept it. */
  get session(): string | undefined {
    return this.#worked || this.#session === this.#resumed ? this.#session : undefined;
  }

  /** The end of all that it said. */
  get said(): string {
    return this.#said.slice(-MOST_SAID);
  }

  #say(text: string): void {
    this.#said += `\n${text}`;
    // Not at each line: that would copy it all each time.
    if (this.#said.length > 2 * MOST_SAID) this.#said = this.said;
  }
}

/** An agent whose requests all failed tells that it has used nothing. */
const isWork = (event: AgentEvent): boolean =>
  event.type === "usage"
    ? event.usage.models.some((each) => each.inputTokens + each.outputTokens > 0)
    : event.type === "text" || event.type === "tool-call" || event.type === "file-change";
