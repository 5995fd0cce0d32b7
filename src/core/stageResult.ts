import { acceptanceOf } from "./decideStage.ts";
import type { Failure } from "./failure.ts";
import { REVIEW } from "./pipeline.ts";
import type { Review, StageName } from "./pipeline.ts";
import { readTestRun } from "./redProof.ts";
import type { ReadTestRun, TestRun } from "./redProof.ts";
import type { AttemptResult } from "./result.ts";
import { judgeReview } from "./review.ts";
import type { TaskState } from "./run.ts";

/** An attempt's result as its stage sees it. */
export type Seen = AttemptResult & { readonly proof?: string; readonly review?: Review };

/** In `red` a test that fails is what is wanted, and one that passes is not; a review that cannot be read is none. */
export function seen(task: TaskState, stage: StageName | undefined, given: AttemptResult): Seen {
  const { read, ...result } = { read: undefined, ...given };
  switch (stage) {
    case "red":
      return asRed(result, read);
    case "green":
      return asGreen(result, read);
    case "review-spec":
    case "review-quality":
      return asReview(task, result);
    default:
      return result;
  }
}

/** Neither run nor lost: it says nothing of the test. */
const isUntold = (result: AttemptResult): boolean =>
  result.type === "cancelled" ||
  (result.type === "failed" &&
    (result.failure.class === "lost" || result.failure.class === "fatal"));

function asRed(result: AttemptResult, told: ReadTestRun | undefined): Seen {
  if (isUntold(result)) return result;
  const failure = result.type === "failed" ? result.failure : undefined;
  const read = told ?? readTestRun(asTestRun(failure));
  if (read.kind === "failed")
    return { type: "succeeded", proof: [read.why, failure?.tail].filter(Boolean).join("\n") };
  const what =
    read.kind === "passed"
      ? "the test passed before there was any code for it; write one that fails without the work"
      : `the test did not fail as a test fails: ${read.why}`;
  return notAccepted(what, failure);
}

/** Where only the end of its output is known. */
const asTestRun = (failure: Failure | undefined): TestRun =>
  failure
    ? { ...failure, tail: failure.tail ?? "", timedOut: failure.class === "timed-out" }
    : { code: 0, tail: "" };

function asGreen(result: AttemptResult, told: ReadTestRun | undefined): Seen {
  if (isUntold(result)) return result;
  if (result.type === "failed")
    return notAccepted(`the test does not pass: ${result.failure.message}`, result.failure);
  return told?.kind === "broken" ? notAccepted(`the test does not pass: ${told.why}`) : result;
}

function notAccepted(message: string, from?: Failure): Seen {
  const { class: _, until: __, message: ___, ...rest } = from ?? { class: "fatal", message: "" };
  return { type: "failed", failure: { class: "not-accepted", message, ...rest } };
}

function asReview(task: TaskState, result: AttemptResult): Seen {
  if (result.type !== "succeeded") return result;
  const { artifacts = [], ...rest } = result;
  const review = artifacts.find((each) => each.name === REVIEW)?.value as unknown as
    | Review
    | undefined;
  const account = result.account ? { account: result.account } : {};
  if (!review) return invalid("it handed in no review", account);
  const { problems } = judgeReview(review, acceptanceOf(task));
  if (problems.length > 0) return invalid(`its review is none: ${problems.join("; ")}`, account);
  return { ...rest, review };
}

const invalid = (message: string, account: Pick<AttemptResult, "account">): Seen => ({
  type: "failed",
  failure: { class: "invalid-artifact", message },
  ...account,
});
