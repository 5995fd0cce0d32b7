import { expect, test } from "vitest";
import { stepsFor } from "../../src/core/script.ts";
import type { Script, Turn } from "../../src/core/script.ts";

const say = (text: string) => [{ say: text }];

const turn = (over: Partial<Turn> = {}): Turn => ({
  phase: "build",
  task: "api",
  attempt: 1,
  resumed: false,
  ...over,
});

const at = (name: string, attempt = 1, over: Partial<Turn> = {}) =>
  turn({ attempt: 7, stage: { name, attempt }, ...over });

const STAGED: Script = {
  tasks: {
    api: {
      "write-test": say("test"),
      implement: { 1: say("first"), resume: say("on"), default: say("later") },
      "review-spec": { 1: say("no") },
      7: say("seventh"),
    },
    "build/other": say("only this"),
  },
  resume: say("resumed"),
  default: { "review-spec": say("yes"), default: say("anything") },
};

test.each([
  ["a list under a stage is for each of its attempts", at("write-test", 3), "test"],
  ["the number is that of the stage's attempts", at("implement", 1), "first"],
  ["other attempts of the stage", at("implement", 2), "later"],
  ["a session that is gone on with", at("implement", 2, { resumed: true }), "on"],
  ["what the stage does not say, the task's own numbers do", at("review-spec", 2), "seventh"],
  ["a stage that the task does not name", at("review-quality"), "seventh"],
  ["without stages, attempts count as they are", turn({ attempt: 7 }), "seventh"],
  ["a task that says nothing of it", turn({ attempt: 2 }), "anything"],
  ["by phase and task, before all stages", at("implement", 1, { task: "other" }), "only this"],
  ["a task that is not named, by stage", at("review-spec", 1, { task: "third" }), "yes"],
  ["a task that is not named", at("implement", 1, { task: "third" }), "anything"],
  [
    "a task that is not named, in a session",
    at("implement", 1, { task: "third", resumed: true }),
    "resumed",
  ],
])("%s", (_, given, said) => {
  expect(stepsFor(STAGED, given)).toEqual(say(said));
});

test("says nothing where nothing is said", () => {
  const script: Script = { tasks: { api: { implement: { 2: say("two") } } } };
  expect(stepsFor(script, at("implement", 1))).toBeUndefined();
  expect(stepsFor(script, at("review-spec", 2))).toBeUndefined();
  expect(stepsFor(script, turn({ attempt: 2 }))).toBeUndefined();
});
