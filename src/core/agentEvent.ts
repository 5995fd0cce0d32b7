import type { FailureClass } from "./failure.ts";
import type { Usage } from "./usage.ts";

/** What an agent tells while it works, the same for all of them. Texts are as the agent gave them. */
export type AgentEvent =
  | { readonly type: "started"; readonly session?: string; readonly model?: string }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool-call"; readonly tool: string; readonly input: string }
  | {
      readonly type: "tool-result";
      readonly tool?: string;
      readonly ok: boolean;
      readonly text: string;
    }
  | {
      readonly type: "file-change";
      readonly path: string;
      readonly change: "add" | "update" | "delete";
    }
  /** All that this attempt has used so far, not what was added. */
  | { readonly type: "usage"; readonly usage: Usage }
  /** `until` in milliseconds since 1970, where the agent said so. */
  | { readonly type: "rate-limited"; readonly until?: number; readonly text: string }
  /** The agent tries a request again by itself. */
  | { readonly type: "retrying"; readonly try: number; readonly of?: number; readonly text: string }
  /** It asks a person; nobody is there to answer. */
  | { readonly type: "question"; readonly text: string }
  /** It was not allowed to use a tool. */
  | { readonly type: "denied"; readonly tool: string; readonly text: string }
  /** It is done: its last text, and its structured output where it gave one. */
  | { readonly type: "result"; readonly text: string; readonly structured?: unknown }
  | {
      readonly type: "error";
      readonly text: string;
      readonly class: FailureClass;
      readonly until?: number;
    };

/** An event as `events.jsonl` holds it: with the time at which it was read, in milliseconds since 1970. */
export type AgentEventLine = AgentEvent & { readonly at: number };
