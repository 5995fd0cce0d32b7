import type { Agent, DriverName } from "../../core/agent.ts";
import { DRIVERS } from "../../core/agent.ts";
import { PawlError } from "../../core/error.ts";
import type { Run, TaskState } from "../../core/run.ts";

/** As in a plan that does not say how long an agent may be silent. */
const STALL_MS = 600_000;

/** Drivers that need no more than their name. */
const BARE = DRIVERS.filter((each) => !["acp", "command", "scripted"].includes(each));

/**
 * Who looks at a failure, and may only look: the one of that name in the plan, else a driver's own; without a name the
 * task's own agent, else the plan's only one.
 */
export function debugAgent(run: Run, task: TaskState, name: string | undefined): Agent {
  const agents = run.plan.agents ?? {};
  const own = task.spec.kind === "agent" ? task.spec.agent : undefined;
  const names = Object.keys(agents);
  const wanted = name ?? own ?? (names.length === 1 ? names[0] : undefined);
  const found = wanted === undefined ? undefined : (agents[wanted] ?? bare(wanted));
  if (found) return { ...found, permissions: "read-only" };
  const known = [...names, ...BARE].join(", ");
  throw new PawlError(
    "usage",
    wanted === undefined
      ? `say which agent is to look at it: --agent NAME, one of ${known}`
      : `--agent: there is no agent "${wanted}"; there are ${known}`,
  );
}

function bare(name: string): Agent | undefined {
  if (!BARE.includes(name as DriverName)) return undefined;
  const use = name as DriverName;
  return { id: name, use, permissions: "read-only", stallMs: STALL_MS, attemptTools: true };
}
