import type { Env, Plan } from "./plan.ts";
import { secretsOf } from "./secretNames.ts";

/** The values of secret variables that a plan gives literally, for all or for a phase, a task or an agent. */
export function secretsOfPlan(plan: Plan): readonly string[] {
  const agents = Object.values(plan.agents ?? {});
  const tasks = plan.phases.flatMap((phase) => [phase, ...phase.tasks]);
  const all = [plan, ...tasks, ...agents].flatMap(({ env }) => secretsOf(literals(env ?? {})));
  return [...new Set(all)];
}

const literals = (env: Env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
