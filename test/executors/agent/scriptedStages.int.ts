import { expect, test } from "vitest";
import { failureOf, scriptedRig, stepsOf } from "./scriptedRig.ts";
import type { Given } from "./scriptedRig.ts";

const rig = scriptedRig();

const SCRIPT = `
tasks:
  api:
    write-test: [{ write: { file: a.test, text: "\${stage} \${stage_attempt} of \${attempt}" } }]
    implement:
      1: [say: first]
      default: [say: mended]
`;

const stage = (
  name: "write-test" | "implement" | "review-spec" | "review-quality",
  attempt = 1,
) => ({
  name,
  attempt,
});

const answerOf = async (given: Given): Promise<unknown> => {
  const { outcome } = await rig.current.run(given);
  return outcome.type === "done" ? outcome.text : outcome;
};

test("does what the script says for the stage, and for which of its attempts it is", async () => {
  await rig.current.run({ script: SCRIPT, attempt: 4, stage: stage("write-test", 2) });
  expect(rig.current.text("a.test")).toBe("write-test 2 of 4");

  const implement = (attempt: number) =>
    answerOf({ script: SCRIPT, attempt: 5, stage: stage("implement", attempt) });
  expect(await implement(1)).toBe("first");
  expect(await implement(2)).toBe("mended");
});

test("names stage and attempt where the script says nothing", async () => {
  const ended = await rig.current.run({ script: SCRIPT, attempt: 6, stage: stage("review-spec") });
  expect(failureOf(ended)).toBe(
    'fatal: the script says nothing for build/api, attempt 6 (review-spec, attempt 1): add it, or a "default"',
  );
});

const acceptance = ["adds", "subtracts"];

test("hands in a review of each criterion, which it knows by its number only", async () => {
  const script = stepsOf("review: { verdict: changes, unmet: [2], evidence: seen }");
  const review = {
    verdict: "changes",
    criteria: [
      { criterion: "adds", met: true, evidence: "seen" },
      { criterion: "subtracts", met: false, evidence: "seen" },
    ],
    findings: [],
  };
  expect(await answerOf({ script, acceptance, stage: stage("review-spec") })).toBe(
    `RESULT: review\nDATA: ${JSON.stringify(review)}`,
  );
});

test("a review of the quality is about no criteria", async () => {
  const script = stepsOf(
    "review: { verdict: pass, findings: [dead code, { text: t, file: a.ts, line: 2 }] }",
  );
  const review = {
    verdict: "pass",
    findings: [{ text: "dead code" }, { text: "t", file: "a.ts", line: 2 }],
  };
  expect(await answerOf({ script, acceptance, stage: stage("review-quality") })).toBe(
    `RESULT: review\nDATA: ${JSON.stringify(review)}`,
  );
});

test("the short form lets everything pass", async () => {
  const script = stepsOf("review: pass");
  expect(await answerOf({ script, acceptance: ["adds"], stage: stage("review-spec") })).toBe(
    'RESULT: review\nDATA: {"verdict":"pass","criteria":[{"criterion":"adds","met":true,"evidence":"as the script says"}],"findings":[]}',
  );
});

test("a criterion that the task does not have is a mistake of the script", async () => {
  const script = stepsOf("review: { verdict: changes, unmet: [3] }");
  const ended = await rig.current.run({ script, acceptance, stage: stage("review-spec") });
  expect(failureOf(ended)).toBe("fatal: the task has no acceptance criterion 3");
});
