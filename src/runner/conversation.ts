import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { AgentEvent } from "../core/agentEvent.ts";
import type { Launch } from "../executors/agent/driver.ts";
import type { driverOf } from "../executors/agent/drivers/index.ts";
import { AGENT_FILES } from "../executors/agent/files.ts";
import type { OrderFile } from "../executors/agent/orderFile.ts";
import { reportSchema } from "../executors/agent/report/reportSchema.ts";
import type { Talk } from "../executors/agent/talk.ts";
import { packageRoot } from "../packageRoot.ts";
import { lineTalk } from "./lineTalk.ts";
import type { Channel } from "../executors/agent/prompt/reporting.ts";
import type { Logs } from "./logs.ts";
import { startAgent } from "./start.ts";

interface Conversation {
  readonly folder: string;
  readonly order: OrderFile;
  readonly channel: Channel;
  readonly prompt: string;
  readonly logs: Logs;
  readonly emit: (event: AgentEvent) => void;
  /** Called when the agent has shown that it lives. */
  readonly heard: () => void;
}

const TOOLS = fileURLToPath(new URL("dist/executors/agent/attemptTools/main.js", packageRoot));

/** Starts the agent and its conversation. */
export function talkWith(driver: ReturnType<typeof driverOf>, given: Conversation): Talk {
  const { order, logs, heard } = given;
  const launch = launchOf(given);
  const context = {
    emit: given.emit,
    start: (invocation: Parameters<typeof startAgent>[0]) =>
      startAgent(invocation, order.limits.cwd, logs, heard),
  };
  return "talk" in driver ? driver.talk(launch, context) : lineTalk(driver, launch, context);
}

function launchOf({ folder, order, channel, prompt }: Conversation): Launch {
  const tools = {
    name: "pawl",
    command: process.execPath,
    args: [TOOLS, folder],
  };
  return {
    order,
    prompt,
    promptFile: join(folder, AGENT_FILES.prompt),
    folder: join(folder, AGENT_FILES.driver),
    cwd: order.limits.cwd,
    env: process.env as Record<string, string>,
    ...(channel === "tools" ? { tools } : {}),
    ...(channel === "structured" ? { schema: reportSchema(order.produces) } : {}),
  };
}
