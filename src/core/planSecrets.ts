import type { EnvValue, Plan } from "./plan.ts";
import { secretsOf } from "./secretNames.ts";

type Host = Readonly<Record<string, string | undefined>>;

/**
 * The values that must not be shown of a plan's runs, going by the names of variables: those of the environment that
 * Pawl runs in, and those that the plan gives, literally or out of that environment under another name.
 */
export function secretsFor(plan: Plan, host: Host): readonly string[] {
  const agents = Object.values(plan.agents ?? {});
  const tasks = plan.phases.flatMap((phase) => [phase, ...phase.tasks]);
  const given = [plan, ...tasks, ...agents].flatMap(({ env = {} }) => {
    const entries = Object.entries(env).map(([name, value]) => [name, valueOf(value, host)]);
    return secretsOf(Object.fromEntries(entries) as Host);
  });
  return [...new Set([...secretsOf(host), ...given])];
}

/** That of an expression is known only to the attempt. */
function valueOf(value: EnvValue, host: Host): string | undefined {
  if (typeof value === "string") return value;
  return "pass" in value ? host[value.pass] : undefined;
}
