import type { AgentOrder } from "../../port.ts";
import { fenced } from "./fence.ts";
import type { Channel } from "./reporting.ts";

/** What a worker is; undefined where the attempt is no worker's. */
export function workerText({ worker }: AgentOrder): string | undefined {
  if (!worker) return undefined;
  return [
    "# You are a worker",
    "Another agent is at work on a larger task and has asked you for one thing, which stands below. Find out that and nothing else. You may look at everything and change nothing: no file, no branch, no setting.",
    "Whoever asked is told your summary (400 characters at most), and can read what you write beyond it. Say first what they need to know, with the files and lines that show it.",
  ].join("\n\n");
}

/** How to ask for workers; undefined where the agent may not, or could not. */
export function workersText({ agent, worker }: AgentOrder, channel: Channel): string | undefined {
  if (!agent.workers || channel !== "tools") return undefined;
  const { max, parallel } = agent.workers;
  const own = worker ? " of your own" : "";
  return [
    "## Workers",
    `What can be looked up in small, separate questions you may have looked up by workers${own}, ${parallel} side by side and ${max} in all. They only read, and see nothing but the prompt that you give them. Wait for them before you change files that they look at.`,
    fenced(
      'spawn_workers {"workers": [{"id": "callers", "prompt": "{one question, whole in itself}"}]}',
    ),
    "If not all have ended when it answers, call `await_workers` with the batch that it names. `read_worker` gives what one of them wrote beyond its summary.",
  ].join("\n\n");
}

/** The lines by which a worker reports in text. */
export const workerLines = (id: string): readonly string[] => [
  `RESULT: ${id}`,
  "DATA: {what you found out, on as many lines as it takes}",
];
