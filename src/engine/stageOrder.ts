import type { ArtifactSpec } from "../core/artifact.ts";
import { REVIEW, REVIEW_SCHEMA } from "../core/pipeline.ts";
import type { Run, TaskState } from "../core/run.ts";
import { isReview, isRun } from "../core/stages.ts";
import type { AgentOrder, StageOrder } from "../executors/port.ts";
import { openFor } from "./openFor.ts";

const REVIEW_SPEC: ArtifactSpec = {
  name: REVIEW,
  schema: REVIEW_SCHEMA,
  maxBytes: 64 * 1024,
};

/** What an agent is told of the stage that the task is at. */
export function stageOrderOf(
  run: Run,
  task: TaskState,
  attempt: number,
): { readonly stage?: StageOrder; readonly produces?: AgentOrder["produces"] } {
  const { stage, spec, phase } = task;
  if (!stage || stage.name === "commit" || isRun(stage.name)) return {};
  const { test, check, spec: section } = spec.pipeline ?? {};
  const open = openFor(run, task);
  const since = open && (task.workspace ? open.base : phase.head);
  const order: StageOrder = {
    name: stage.name,
    attempt:
      1 + task.attempts.filter((each) => each.number < attempt && each.stage === stage.name).length,
    ...(stage.because === undefined ? {} : { because: stage.because }),
    ...(stage.proof === undefined ? {} : { proof: stage.proof }),
    ...(test ? { test: test.run } : {}),
    ...(check ? { check: check.run } : {}),
    ...(section ? { spec: section } : {}),
    ...(since === undefined ? {} : { since }),
  };
  if (isReview(stage.name)) return { stage: order, produces: [REVIEW_SPEC] };
  // What a phase hands on comes of the work, not of its test.
  return stage.name === "write-test" ? { stage: order, produces: [] } : { stage: order };
}
