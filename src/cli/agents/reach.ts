import type { Agent } from "../../core/agent.ts";
import { passes } from "../../core/environment.ts";
import type { Env } from "../../core/plan.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Stands for a value that is known only when an attempt begins. */
const GIVEN = "given";

/** What of this environment reaches an agent, and what its plan gives it; values of the plan's own are not told. */
export function environmentOf(
  agent: Agent | undefined,
  planEnv: Env,
  outer: Environment,
): Environment {
  const named = new Set(agent?.passEnv ?? []);
  const reached = Object.entries(outer).filter(([name]) => passes(name) || named.has(name));
  const given = Object.entries({ ...planEnv, ...agent?.env }).map(([name, value]) => {
    const passed = typeof value === "object" && "pass" in value ? outer[value.pass] : GIVEN;
    return [name, passed] as const;
  });
  return Object.fromEntries([...reached, ...given]);
}
