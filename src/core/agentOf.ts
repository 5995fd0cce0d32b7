import type { Agent } from "./agent.ts";
import type { StageName } from "./pipeline.ts";
import type { Run, TaskState } from "./run.ts";
import { isReview, isRun } from "./stages.ts";

/** The agent that carries out what the task is at; none where that is a command. */
export function agentOf(run: Run, { spec, stage }: TaskState): Agent | undefined {
  if (spec.kind !== "agent" || isRun(stage?.name)) return undefined;
  const { pipeline } = spec;
  const reviewer = stage && isReview(stage.name) ? reviewerOf(stage.name, pipeline) : undefined;
  const id = reviewer ?? spec.agent;
  const agent = run.plan.agents?.[id];
  if (!agent) throw new Error(`the plan has no agent "${id}"`);
  const model = stage && pipeline?.models?.[stage.name];
  return {
    ...agent,
    ...(model === undefined ? {} : { model }),
    ...(reviewer === undefined ? {} : { permissions: "read-only" as const }),
  };
}

const reviewerOf = (
  stage: StageName,
  pipeline: TaskState["spec"]["pipeline"],
): string | undefined => (stage === "review-spec" ? pipeline?.reviewSpec : pipeline?.reviewQuality);
