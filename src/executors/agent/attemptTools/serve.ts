import { createRequire } from "node:module";
import type * as Mcp from "@modelcontextprotocol/server";
import type * as Stdio from "@modelcontextprotocol/server/stdio";
import type { AgentOrder } from "../../port.ts";
import { version } from "../../../version.ts";
import { call, toolsFor } from "./tools.ts";
import { callWorkerTool } from "./workerTools.ts";

/** A message that is larger than this closes the connection; what is smaller but too large is answered in words. */
const MOST_MESSAGE = 96 * 1024 * 1024;

/**
 * Serves the attempt's tools over MCP on stdin and stdout, until stdin ends. It needs nothing but the folder: whether
 * an orchestrator lives makes no difference.
 */
export async function serveAttemptTools(folder: string, order: AgentOrder): Promise<void> {
  // Not `import()`: code of which V8 has kept what it made (src/cli/compiled.ts) cannot do that in node 20.
  const load = createRequire(import.meta.url);
  const { Server } = load("@modelcontextprotocol/server") as typeof Mcp;
  const { StdioServerTransport, serveStdio } = load(
    "@modelcontextprotocol/server/stdio",
  ) as typeof Stdio;
  const transport = new StdioServerTransport(process.stdin, process.stdout, {
    maxBufferSize: MOST_MESSAGE,
  });
  serveStdio(
    () => {
      const server = new Server(
        { name: "pawl", version: version() },
        { capabilities: { tools: {} } },
      );
      server.setRequestHandler("tools/list", () => ({ tools: [...toolsFor(order)] }));
      server.setRequestHandler("tools/call", async ({ params }) => {
        const { name, arguments: given = {} } = params;
        const { text, isError } =
          (await callWorkerTool(folder, order, name, given)) ?? call(folder, order, name, given);
        return { content: [{ type: "text", text }], ...(isError ? { isError } : {}) };
      });
      return server;
    },
    { transport },
  );
}
