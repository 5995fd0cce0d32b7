import type { DriverName } from "../core/agent.ts";
import type { Plan, Task } from "../core/plan.ts";
import type { Complexity, Domain } from "../core/routing.ts";

/** Who does a task of an agent, and why. */
export interface PlannedRoute {
  readonly task: string;
  readonly agent: string;
  readonly driver?: DriverName;
  readonly model?: string;
  readonly becauseModel: string;
  /** These are left out where the task names its agent itself. */
  readonly domain?: Domain;
  readonly because: string;
  readonly complexity?: Complexity;
  readonly becauseComplexity?: string;
}

/** Of each task of an agent, who does it and why, in the order of the plan. */
export function plannedRoutes(plan: Plan): PlannedRoute[] {
  return plan.phases.flatMap(({ id, tasks, tasksFrom }) => {
    const all = tasksFrom ? [tasksFrom.template] : tasks;
    return all.flatMap((task) => routeOf(plan, task, `${id}/${task.id}`));
  });
}

function routeOf({ agents }: Plan, task: Task, address: string): PlannedRoute[] {
  if (task.kind !== "agent") return [];
  const { routed } = task;
  const agent = agents?.[task.agent];
  const model = routed?.model ?? agent?.model;
  const doer = {
    task: address,
    agent: task.agent,
    ...(agent ? { driver: agent.use } : {}),
    ...(model === undefined ? {} : { model }),
    becauseModel: becauseModel(routed?.model === undefined ? undefined : routed.complexity, model),
  };
  if (!routed) return [{ ...doer, because: "the task names its agent" }];
  const { domain, because, complexity, becauseComplexity } = routed;
  return [{ ...doer, domain, because, complexity, becauseComplexity }];
}

function becauseModel(complexity: Complexity | undefined, model: string | undefined): string {
  if (complexity) return `the plan's for ${complexity} tasks`;
  return model === undefined ? "the program's own" : "the agent's own";
}

/** The same for a person: three lines each. */
export function routeLines(routes: readonly PlannedRoute[]): string[] {
  if (routes.length === 0) return ["no task is an agent's"];
  return routes.flatMap((each) => {
    const { task, domain, because, agent, driver, model, becauseModel: why } = each;
    const name = driver === undefined || driver === agent ? agent : `${agent} (${driver})`;
    const hard = each.complexity ? `${each.complexity}: ${each.becauseComplexity}; ` : "";
    return [
      task,
      `  ${domain === undefined ? because : `${domain}: ${because}`}`,
      `  ${name}, ${model === undefined ? "no model named" : `model ${model}`} (${hard}${why})`,
    ];
  });
}
