import { resolve } from "node:path";
import type { AgentOrder } from "../../port.ts";
import { readOrder } from "./readOrder.ts";
import { serveAttemptTools } from "./serve.ts";

/** The attempt's tools: `node main.js FOLDER`. An agent starts it; it speaks MCP over stdin and stdout. */
const [given] = process.argv.slice(2);
const order = orderOrExit();
if (order) await serveAttemptTools(resolve(given!), order);

function orderOrExit(): AgentOrder | undefined {
  try {
    if (given === undefined) throw new Error("no folder was given; usage: main.js FOLDER");
    return readOrder(resolve(given));
  } catch (cause) {
    process.stderr.write(`attempt-tools: ${(cause as Error).message}\n`);
    process.exitCode = 2;
    return undefined;
  }
}
