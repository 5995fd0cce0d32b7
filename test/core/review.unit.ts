import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Review } from "../../src/core/pipeline.ts";
import { judgeReview } from "../../src/core/review.ts";

const judged = (criterion: string, met = true, evidence = "seen") => ({ criterion, met, evidence });

const review = (over: Partial<Review> = {}): Review => ({ verdict: "pass", findings: [], ...over });

const problemsOf = (criteria: Review["criteria"], acceptance: readonly string[]) =>
  judgeReview(review(criteria && { criteria }), acceptance).problems;

test("passes what its reviewer lets pass, with every criterion met", () => {
  expect(judgeReview(review({ criteria: [judged("a"), judged("b")] }), ["a", "b"])).toEqual({
    verdict: "pass",
    findingsText: "",
    problems: [],
  });
});

test("remarks of a review that passes are kept", () => {
  const findings = [{ text: "a better name would be `sum`", file: "src/add.ts", line: 3 }];
  expect(judgeReview(review({ findings }), [])).toEqual({
    verdict: "pass",
    findingsText: "- src/add.ts:3: a better name would be `sum`",
    problems: [],
  });
});

test("a criterion that is not met sends the work back, whatever the verdict says", () => {
  const criteria = [judged("adds", true), judged("subtracts", false, "there is no such function")];
  const findings = [{ text: "dead code", file: "src/x.ts" }, { text: "too clever" }];
  expect(judgeReview(review({ criteria, findings }), ["adds", "subtracts"])).toEqual({
    verdict: "changes",
    findingsText:
      "- not met: subtracts\n  there is no such function\n- src/x.ts: dead code\n- too clever",
    problems: [],
  });
});

test("an unmet criterion counts also where the task has none of its own", () => {
  expect(judgeReview(review({ criteria: [judged("a", false)] }), []).verdict).toBe("changes");
});

test("says which criteria are not judged", () => {
  const both = ['the criterion "adds" is not judged', 'the criterion "subtracts" is not judged'];
  expect(problemsOf(undefined, ["adds", "subtracts"])).toEqual(both);
  expect(problemsOf([], ["adds", "subtracts"])).toEqual(both);
  expect(problemsOf([judged("adds")], ["adds", "subtracts"])).toEqual([both[1]]);
});

test("says which are judged more than once", () => {
  expect(problemsOf([judged("adds"), judged("Adds.", false)], ["adds"])).toEqual([
    'the criterion "adds" is judged more than once',
  ]);
});

test("a task may have the same criterion twice", () => {
  expect(problemsOf([judged("adds"), judged("adds")], ["adds", "adds"])).toEqual([]);
  expect(problemsOf([judged("adds")], ["adds", "adds"])).toEqual([
    'the criterion "adds" is not judged',
  ]);
});

test("says which are none of the task's", () => {
  expect(problemsOf([judged("adds"), judged("is fast")], ["adds"])).toEqual([
    '"is fast" is none of the acceptance criteria; repeat each of them as it stands there',
  ]);
});

test.each([
  ["the number of the list", "2. `add(1, 2)` gives 3"],
  ["missing marks", "add(1, 2) gives 3"],
  ["a full stop, other letters and lines", "`add(1, 2)`\n  Gives 3."],
])("a criterion is known again by its words: %s", (_, text) => {
  expect(problemsOf([judged(text)], ["`add(1, 2)` gives 3"])).toEqual([]);
});

test("criteria of marks alone are told apart", () => {
  expect(problemsOf([judged("***"), judged('"')], ["***", '"'])).toEqual([]);
});

test("a criterion without evidence is not judged", () => {
  expect(problemsOf([judged("adds", true, " \n")], ["adds"])).toEqual([
    'there is no evidence for the criterion "adds"',
  ]);
});

test("a review that wants changes must say which", () => {
  expect(judgeReview(review({ verdict: "changes" }), []).problems).toEqual([
    'the verdict is "changes", but no finding and no unmet criterion says what to change',
  ]);
});

const lists = fc.array(fc.string({ minLength: 1 }).filter((text) => text.trim() !== ""));

test("a review of exactly the criteria is one, in any order; of any part of them it is none", () => {
  fc.assert(
    fc.property(lists, fc.nat(), fc.boolean(), (acceptance, seed, met) => {
      const criteria = acceptance.map((each) => judged(each, met)).toReversed();
      expect(problemsOf(criteria, acceptance)).toEqual([]);
      if (acceptance.length === 0) return;
      const less = criteria.toSpliced(seed % criteria.length, 1);
      expect(problemsOf(less, acceptance)).toHaveLength(1);
    }),
  );
});
