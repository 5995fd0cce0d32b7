import type { TalkDriver } from "../talk.ts";
import { Conversation } from "../acp/conversation.ts";

/**
 * Anything that speaks the Agent Client Protocol. What its figures of usage are depends on the agent; those that cannot
 * be relied on are left out, and those of a whole session are made those of the attempt, so that the rest is exact.
 */
export const acp: TalkDriver = {
  name: "acp",
  capabilities: {
    usage: "exact",
    cost: true,
    schema: false,
    resume: true,
    softCancel: "protocol",
    mcp: true,
    // The six agents that were tried ask before they write or run, or have modes that hold them. One that does neither
    // is found out afterwards, by what it changed.
    permissions: ["read-only", "edit", "full"],
  },
  program: undefined,
  talk: (launch, context) => new Conversation(launch, context),
};
