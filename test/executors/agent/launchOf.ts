import type { Agent, DriverName } from "../../../src/core/agent.ts";
import type { Launch } from "../../../src/executors/agent/driver.ts";
import type { AgentOrder } from "../../../src/executors/port.ts";

/** What a test says of a launch; the rest is plain. */
export interface LaunchGiven extends Partial<Omit<Launch, "order">> {
  readonly agent?: Partial<Agent>;
  readonly resume?: AgentOrder["resume"];
  readonly bounds?: AgentOrder["bounds"];
}

/** A launch of an agent in a folder that is not there. */
export function launchOf(driver: DriverName, given: LaunchGiven = {}): Launch {
  const { agent, resume, bounds, ...rest } = given;
  const order: AgentOrder = {
    run: "run",
    phase: "build",
    task: "write",
    attempt: 1,
    agent: {
      id: "worker",
      use: driver,
      permissions: "edit",
      stallMs: 600_000,
      attemptTools: true,
      ...agent,
    },
    prompt: "Create hello.txt.",
    acceptance: [],
    needs: [],
    produces: [],
    answers: [],
    ...(resume !== undefined && { resume }),
    ...(bounds !== undefined && { bounds }),
  };
  return {
    order,
    prompt: "Create hello.txt.",
    promptFile: "/nowhere/attempt/prompt.md",
    folder: "/nowhere/attempt/driver",
    cwd: "/nowhere/repo",
    env: { PATH: "/usr/bin:/bin", HOME: "/nowhere/home" },
    ...rest,
  };
}
