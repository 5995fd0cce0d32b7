import { acceptanceOf } from "./decideStage.ts";
import type { Failure, FailureClass } from "./failure.ts";
import { memoryIn } from "./memory.ts";
import type { Memory } from "./memory.ts";
import { REVIEW } from "./pipeline.ts";
import type { AttemptStage, Review } from "./pipeline.ts";
import { readTestRun } from "./redProof.ts";
import type { ReadTestRun, TestRun } from "./redProof.ts";
import type { AttemptResult, TestFile } from "./result.ts";
import { judgeReview } from "./review.ts";
import type { TaskState } from "./run.ts";

/** An attempt's result as its stage sees it. */
export type Seen = AttemptResult & {
  readonly proof?: string;
  readonly review?: Review;
  readonly memory?: Memory;
  readonly tests?: readonly TestFile[];
};

/** In `red` a test that fails is what is wanted, and one that passes is not; a review that cannot be read is none. */
export function seen(task: TaskState, stage: AttemptStage | undefined, given: AttemptResult): Seen {
  const { read, tests, ...result } = { read: undefined, tests: undefined, ...given };
  switch (stage) {
    case "red":
      return asRed(result, read, tests);
    case "green":
      return asGreen(task, asPassed(result, read), tests);
    case "check":
      return asChecked(result);
    case "review-spec":
    case "review-quality":
      return asReview(task, result);
    case "compact":
      return asMemory(result);
    default:
      return result;
  }
}

/** Not run, lost, or no more to be believed: it says nothing of the test. */
const isUntold = (result: AttemptResult): boolean =>
  result.type === "cancelled" ||
  (result.type === "failed" && UNTOLD.includes(result.failure.class));

const UNTOLD: readonly FailureClass[] = ["lost", "fatal", "out-of-bounds"];

function asRed(
  result: AttemptResult,
  told: ReadTestRun | undefined,
  tests: readonly TestFile[] | undefined,
): Seen {
  if (isUntold(result)) return result;
  const failure = result.type === "failed" ? result.failure : undefined;
  const read = told ?? readTestRun(asTestRun(failure));
  if (read.kind === "failed")
    return {
      type: "succeeded",
      proof: [read.why, failure?.tail].filter(Boolean).join("\n"),
      ...(tests ? { tests } : {}),
    };
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

/** A test shows something only as it was when it failed. Once a review has sent the work back, the next one judges them. */
function asGreen({ stage }: TaskState, result: Seen, tests: readonly TestFile[] = []): Seen {
  if (result.type !== "succeeded" || !stage?.tests) return result;
  if (stage.sentBack["review-spec"] || stage.sentBack["review-quality"]) return result;
  const now = new Map(tests.map(({ path, blob }) => [path, blob]));
  const changed = stage.tests.filter(({ path, blob }) => now.get(path) !== blob);
  if (changed.length === 0) return result;
  const ways = changed.map(({ path, blob }) => `git cat-file -p ${blob} > ${path}`);
  return notAccepted(
    `tests were changed after they had been seen to fail; put them back as they were, and change the code: ${ways.join("; ")}`,
  );
}

function asPassed(result: AttemptResult, told: ReadTestRun | undefined): Seen {
  if (isUntold(result)) return result;
  if (result.type === "failed")
    return notAccepted(`the test does not pass: ${result.failure.message}`, result.failure);
  return told?.kind === "broken" ? notAccepted(`the test does not pass: ${told.why}`) : result;
}

function asChecked(result: AttemptResult): Seen {
  if (isUntold(result) || result.type !== "failed") return result;
  const { until: _, message, ...rest } = result.failure;
  const why = `a check of the task does not pass: ${message}`;
  return { type: "failed", failure: { ...rest, class: "claim-refuted", message: why } };
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

/** Of what it did in a session only for the sake of its memory nothing else counts. */
function asMemory(result: AttemptResult): Seen {
  if (result.type !== "succeeded") return result;
  const account = result.account ? { account: result.account } : {};
  const memory = memoryIn(result.artifacts);
  return memory
    ? { type: "succeeded", ...account, memory }
    : invalid("it handed in no memory", account);
}

const invalid = (message: string, account: Pick<AttemptResult, "account">): Seen => ({
  type: "failed",
  failure: { class: "invalid-artifact", message },
  ...account,
});
