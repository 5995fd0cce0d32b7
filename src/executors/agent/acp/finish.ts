import type { Exit } from "../driver.ts";
import type { AgentProcess } from "../talk.ts";

/** What an agent is given to end by itself, and then once it was asked to. Milliseconds. */
const BY_ITSELF_MS = 2_000;

/**
 * Ends an agent that has answered: by the end of its input, else by signals. One that had to be signalled has still
 * ended well, for its work was done; agents that wait on for another prompt are many.
 */
export async function finish(agent: AgentProcess): Promise<Exit> {
  const signals: NodeJS.Signals[] = ["SIGTERM", "SIGKILL"];
  let signalled = false;
  const timer = setInterval(() => {
    const signal = signals.shift();
    signalled = true;
    if (signal) agent.kill(signal);
  }, BY_ITSELF_MS);
  agent.closeInput();
  const exit = await agent.exited;
  clearInterval(timer);
  return signalled ? { ...exit, code: 0, signal: null } : exit;
}
