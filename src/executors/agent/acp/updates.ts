import type { SessionUpdate } from "@agentclientprotocol/sdk";
import type { AgentEvent } from "../../../core/agentEvent.ts";
import { Calls } from "./calls.ts";

/** Makes events of what an agent tells of its session while it works on a prompt. */
export class Updates {
  readonly calls: Calls;
  readonly #emit: (event: AgentEvent) => void;
  #open = "";
  #last = "";
  #message: string | undefined;
  /** Tokens in the session, as last told. */
  contextTokens: number | undefined;
  /** Tokens that its model has room for, as last told. */
  contextWindow: number | undefined;
  /** What the session has cost, in US dollars, as last told. */
  costUsd: number | undefined;

  constructor(emit: (event: AgentEvent) => void) {
    this.#emit = emit;
    this.calls = new Calls(emit);
  }

  /** The last whole text that it said; empty if none. */
  get text(): string {
    return this.#last;
  }

  take(update: SessionUpdate): void {
    switch (update.sessionUpdate) {
      case "agent_message_chunk":
        if (update.content.type === "text") this.#add(update.content.text, update.messageId);
        return;
      case "tool_call":
      case "tool_call_update":
        this.flush();
        this.calls.update(update);
        return;
      case "usage_update":
        if (update.used > 0) this.contextTokens = update.used;
        if (update.size > 0) this.contextWindow = update.size;
        if (update.cost?.currency === "USD") this.costUsd = update.cost.amount;
        return;
      case "session_info_update":
        this.#retrying(update._meta);
        return;
      default:
    }
  }

  /** Tells the text that has come in pieces as one. */
  flush(): void {
    const text = this.#open.trim();
    this.#open = "";
    if (text === "") return;
    this.#last = text;
    this.#emit({ type: "text", text });
  }

  #add(text: string, message: string | null | undefined): void {
    if (message && this.#message !== undefined && message !== this.#message) this.flush();
    this.#message = message ?? undefined;
    this.#open += text;
  }

  /** Codex tells there that it tries a request again. */
  #retrying(meta: unknown): void {
    const { codex } = (meta ?? {}) as { readonly codex?: { readonly error?: CodexError } };
    if (!codex?.error?.willRetry) return;
    const { message, additionalDetails } = codex.error;
    const [, tried = "1", of] = /(\d+)\/(\d+)/.exec(message) ?? [];
    const text = additionalDetails ?? message;
    this.#emit({ type: "retrying", try: Number(tried), ...(of && { of: Number(of) }), text });
  }
}

interface CodexError {
  readonly message: string;
  readonly additionalDetails?: string | null;
  readonly willRetry?: boolean;
}
