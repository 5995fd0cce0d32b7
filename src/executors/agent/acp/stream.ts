import type { AnyMessage, SessionUpdate, Stream } from "@agentclientprotocol/sdk";
import type { AgentProcess } from "../talk.ts";

/**
 * The agent's lines as the messages that the SDK works with. What is no JSON, a warning say, is passed over. Updates of
 * the session are taken out, as they come: the SDK hands them on in tasks of their own, some of them after the answer
 * that they came before, and refuses what a newer agent adds to them.
 */
export function streamOf(agent: AgentProcess, updated: (update: SessionUpdate) => void): Stream {
  const readable = new ReadableStream<AnyMessage>({
    start: (controller) => {
      agent.onLine((line) => {
        const message = parse(line);
        const update = message && updateOf(message);
        if (update) updated(update);
        else if (message) controller.enqueue(message);
      });
    },
  });
  const writable = new WritableStream<AnyMessage>({
    write: (message) => agent.write(`${JSON.stringify(message)}\n`),
  });
  return { readable, writable };
}

function updateOf(message: AnyMessage): SessionUpdate | undefined {
  if (!("method" in message) || message.method !== "session/update") return undefined;
  return (message.params as { readonly update?: SessionUpdate } | undefined)?.update;
}

function parse(line: string): AnyMessage | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === "object" && message !== null ? (message as AnyMessage) : undefined;
  } catch {
    return undefined;
  }
}
