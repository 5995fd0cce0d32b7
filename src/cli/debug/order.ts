import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Agent } from "../../core/agent.ts";
import { phaseId } from "../../core/ids.ts";
import { settingsOf } from "../../core/plan.ts";
import type { Run, TaskState } from "../../core/run.ts";
import { currentOf } from "../../core/run.ts";
import { environmentOf, sandboxOf } from "../../engine/order.ts";
import type { AttemptOrder } from "../../executors/port.ts";
import { evaluate } from "../../plan/expression.ts";
import { debugPrompt } from "./prompt.ts";

/** In the place of a phase: for scripts, and in the marker of all that it starts. */
const DEBUG = phaseId("debug");

/**
 * An attempt of an agent that looks at a failure. It is none of the run's: nothing of it counts but its diagnosis.
 * @param folder of the run, absolute
 * @param log the end of what the task's last attempt wrote
 */
export function debugOrder(
  run: Run,
  task: TaskState,
  agent: Agent,
  { folder, log }: { readonly folder: string; readonly log: string },
): AttemptOrder {
  const { phase, spec } = task;
  const at = (number: number): string => `debug/${phase.spec.id}/${spec.id}@${number}`;
  let attempt = 1;
  while (existsSync(join(folder, at(attempt)))) attempt++;
  const settings = settingsOf(run.plan, spec);
  const marker = `${run.id}/${at(attempt)}`;
  const asked = { id: spec.id, dependsOn: spec.dependsOn, agent: agent.id, prompt: "" };
  const plan = { ...run.plan, agents: { ...run.plan.agents, [agent.id]: agent } };
  const env = environmentOf(
    { ...run, plan },
    { ...task, spec: { kind: "agent", ...asked } },
    { folder, host: process.env, evaluate },
  );
  return {
    folder: join(folder, at(attempt)),
    marker,
    command: "",
    cwd: resolve(run.source.dir, settings.cwd),
    env: { ...env, PAWL_RUN: run.id, PAWL_ATTEMPT: String(attempt), PAWL_ATTEMPT_ID: marker },
    timeoutMs: settings.timeoutMs,
    graceMs: settings.graceMs,
    maxOutputBytes: settings.maxOutputBytes,
    promised: [],
    ...sandboxOf(run, task, { works: run.source.dir, folder }),
    agent: {
      run: run.id,
      phase: DEBUG,
      task: spec.id,
      attempt,
      agent,
      prompt: debugPrompt(task, log),
      acceptance: [],
      needs: (phase.spec.needs ?? []).flatMap((name) => currentOf(run, name)?.artifact ?? []),
      produces: [],
      answers: [],
    },
  };
}
