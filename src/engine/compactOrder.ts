import type { Agent } from "../core/agent.ts";
import { DRIVER_FACTS } from "../core/driverFacts.ts";
import { MEMORY_SPEC } from "../core/memory.ts";
import type { Run, TaskState } from "../core/run.ts";
import type { AgentOrder } from "../executors/port.ts";
import { openFor } from "./openFor.ts";
import { toldBy } from "./toldBy.ts";

/** What a session is asked that is made compact: its memory, and nothing of the task. */
export function compactOrderOf(
  run: Run,
  task: TaskState,
  attempt: number,
  { session, agent }: { readonly session: string; readonly agent: Agent },
): AgentOrder {
  const asked = task.attempts.filter(
    (each) => each.number < attempt && each.compacts === session && each.round === task.round,
  );
  const before = asked.findLast((each) => each.failure);
  const open = openFor(run, task);
  return {
    run: run.id,
    phase: task.phase.spec.id,
    task: task.spec.id,
    attempt,
    // Not with the model of a stage, which may have less room than the session takes up.
    agent: lookingOnly(run.plan.agents?.[agent.id] ?? agent),
    prompt: "",
    acceptance: [],
    needs: [],
    produces: [MEMORY_SPEC],
    stage: { name: "compact", attempt: asked.length + 1 },
    ...(open ? { bounds: { branch: open.branch } } : {}),
    ...(before ? { failed: { attempt: before.number, failure: before.failure! } } : {}),
    answers: task.answers ?? [],
    resume: { session, why: "compact", ...toldBy(task, session) },
  };
}

/** To say what was done it needs nobody, and to change nothing; where its program cannot be held to that, its prompt says it. */
function lookingOnly(agent: Agent): Agent {
  const { workers: _, ...alone } = agent;
  const mayLookOnly = DRIVER_FACTS[agent.use].permissions.includes("read-only");
  return mayLookOnly ? { ...alone, permissions: "read-only" } : alone;
}
