import { resolve } from "node:path";
import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { readOrder } from "../../executors/agent/attemptTools/readOrder.ts";
import { serveAttemptTools } from "../../executors/agent/attemptTools/serve.ts";
import type { AgentOrder } from "../../executors/port.ts";

/** `pawl attempt-tools FOLDER`: the tools of one attempt over MCP, by hand; Pawl's agents are told to start them. */
export async function attemptTools([given = ""]: readonly string[]): Promise<ExitStatus> {
  const folder = resolve(given);
  await serveAttemptTools(folder, orderOf(folder));
  // It goes on until stdin ends; nothing after that changes how it exits.
  return EXIT.completed;
}

function orderOf(folder: string): AgentOrder {
  try {
    return readOrder(folder);
  } catch (cause) {
    throw new PawlError("usage", (cause as Error).message, { cause });
  }
}
