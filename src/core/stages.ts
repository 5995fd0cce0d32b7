import type { AttemptStage, Pipeline, StageName } from "./pipeline.ts";

/** The stages that a task goes through, in their order. */
export function stagesOf(pipeline: Pipeline | undefined, commits: boolean): StageName[] {
  const { test, check, tdd, reviewSpec, reviewQuality } = pipeline ?? { tdd: false };
  const first: StageName[] = test && tdd ? ["write-test", "red"] : [];
  return [
    ...first,
    "implement",
    ...(test ? (["green"] as const) : []),
    ...(check ? (["check"] as const) : []),
    ...(reviewSpec === undefined ? [] : (["review-spec"] as const)),
    ...(reviewQuality === undefined ? [] : (["review-quality"] as const)),
    ...(commits ? (["commit"] as const) : []),
  ];
}

/** The stage after one; none after the last. What was sent back and mended goes through all that follows again. */
export function nextStage(
  pipeline: Pipeline | undefined,
  stage: StageName,
  commits: boolean,
): StageName | undefined {
  const stages = stagesOf(pipeline, commits);
  return stages[stages.indexOf(stage) + 1];
}

/** Where a task with stages begins. */
export const firstStage = (pipeline: Pipeline): StageName => stagesOf(pipeline, false)[0]!;

/** Pawl itself runs a command in these. */
export const isRun = (stage: AttemptStage | undefined): stage is "red" | "green" | "check" =>
  stage === "check" || isTestRun(stage);

/** That of the plan's test in these. */
export const isTestRun = (stage: AttemptStage | undefined): stage is "red" | "green" =>
  stage === "red" || stage === "green";

/** An agent looks at the work in these, and may change nothing. */
export const isReview = (
  stage: AttemptStage | undefined,
): stage is "review-spec" | "review-quality" =>
  stage === "review-spec" || stage === "review-quality";

/** It has no stages of its own but the work and its checks: nothing that others build on before it is done. */
export const onlyChecks = ({ test, check, reviewSpec, reviewQuality }: Pipeline): boolean =>
  check !== undefined && !test && reviewSpec === undefined && reviewQuality === undefined;
