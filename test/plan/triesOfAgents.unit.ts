import { expect, test } from "vitest";
import { parsePlan } from "../../src/plan/readPlan.ts";

const tries = (defaults: string, task = ""): (number | undefined)[] => {
  const text = `pawl: 1
name: x
${defaults}
phases:
  - id: a
    tasks:
      - { id: a, agent: claude, prompt: p ${task} }
      - { id: b, run: make }
`;
  const { plan } = parsePlan(text, { path: "plan.yaml" });
  return plan!.phases[0]!.tasks.map((each) => (each.retry ?? plan!.defaults.retry).maxAttempts);
};

test.each([
  ["", [3, 1]],
  ["defaults: { timeout: 1m }", [3, 1]],
  ["defaults: { retry: { delay: 1s } }", [3, 1]],
  ["defaults: { retry: { max_attempts: 1 } }", [1, 1]],
  ["defaults: { retry: { max_attempts: 5, delay: 1s } }", [5, 5]],
  ["defaults: { retry: 2 }", [2, 2]],
])("agents are tried three times unless the plan says how often: %j", (defaults, expected) => {
  expect(tries(defaults)).toEqual(expected);
});

test("a task's own word comes first, and the rest of its rests is the plan's", () => {
  expect(tries("defaults: { retry: { delay: 1s } }", ", retry: { delay: 2s }")[0]).toBe(3);
  expect(tries("defaults: { retry: 5 }", ", retry: 2")[0]).toBe(2);
});
