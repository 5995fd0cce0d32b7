import type { Permissions } from "../../../core/agent.ts";

/** What is known of an agent that speaks ACP, from trials. */
export interface KnownAgent {
  /** What the token figures of an answer are: of its prompt, of the session, of the last request, or there are none. */
  readonly usage: "exact" | "cumulative" | "last" | "none";
  /** Modes of its own that hold it to what it may do. Where there are none, its questions are answered accordingly. */
  readonly modes?: Readonly<Record<Permissions, string>>;
}

/** By the name that an agent gives itself. */
const KNOWN: Readonly<Record<string, KnownAgent>> = {
  "@agentclientprotocol/claude-agent-acp": { usage: "exact" },
  "@agentclientprotocol/codex-acp": {
    usage: "exact",
    modes: { "read-only": "read-only", edit: "workspace-write", full: "agent-full-access" },
  },
  "gemini-cli": { usage: "exact" },
  OpenCode: { usage: "last" },
  Copilot: { usage: "cumulative" },
  "qwen-code": { usage: "none" },
};

export const knownAgent = (name: string | undefined): KnownAgent =>
  (name !== undefined && Object.hasOwn(KNOWN, name) && KNOWN[name]) || { usage: "none" };
