import type { Artifact } from "../../../core/artifact.ts";
import { REVIEW } from "../../../core/pipeline.ts";
import type { Review } from "../../../core/pipeline.ts";
import { judgeReview } from "../../../core/review.ts";
import type { AgentOrder } from "../../port.ts";

/** Why an artifact that fits its schema is no review of the task; empty for one that is, and for all other artifacts. */
export function reviewProblems(
  { stage, acceptance }: Pick<AgentOrder, "stage" | "acceptance">,
  { name, value }: Artifact,
): readonly string[] {
  if (!stage?.name.startsWith("review-") || name !== REVIEW) return [];
  const criteria = stage.name === "review-spec" ? acceptance : [];
  return judgeReview(value as unknown as Review, criteria).problems;
}
