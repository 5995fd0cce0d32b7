import type { Exit } from "../driver.ts";
import type { AgentProcess } from "../talk.ts";

/** How long an agent is left to end by the end of its input, and then by SIGTERM. Milliseconds. */
const BY_ITSELF_MS = 500;
const BY_SIGNAL_MS = 2_000;

/**
 * Ends an agent that has answered: by the end of its input, else by signals. One that had to be signalled has still
 * ended well, for its work was done; agents that wait on for another prompt are many.
 */
export async function finish(agent: AgentProcess): Promise<Exit> {
  let signalled = false;
  const end = (signal: NodeJS.Signals): void => {
    signalled = true;
    agent.kill(signal);
  };
  const timers = [
    setTimeout(end, BY_ITSELF_MS, "SIGTERM"),
    setTimeout(end, BY_ITSELF_MS + BY_SIGNAL_MS, "SIGKILL"),
  ];
  agent.closeInput();
  const exit = await agent.exited;
  for (const timer of timers) clearTimeout(timer);
  return signalled ? { ...exit, code: 0, signal: null } : exit;
}
