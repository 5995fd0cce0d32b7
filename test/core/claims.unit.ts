import { expect, test } from "vitest";
import { otherTask } from "../../src/core/claims.ts";
import type { Report } from "../../src/core/report.ts";
import { agentTask, phase, plan } from "./plans.ts";
import { Rig } from "./rig.ts";

const tasks = ["task-1", "task-2", "task-2.1", "api"].map((id) => agentTask(id));
const { run } = new Rig(plan([phase("p", tasks)]));

const saying = (task: string | undefined): string | undefined => {
  const report: Report = {
    status: "success",
    summary: "did it",
    by: "text",
    ...(task ? { task } : {}),
  };
  return otherTask(run, run.tasks[0]!, report);
};

test.each(["api", "p/api: done", "task-2", "**task-2**"])("%s is another task", (said) => {
  expect(saying(said)).toMatch(
    /^it reports task (?:api|p\/api|task-2), and was given task task-1$/,
  );
});

test.each(["2", " 2.1 "])("%j is another of a list that numbers its tasks", (said) => {
  expect(saying(said)).toBe(`it reports task ${said.trim()}, and was given task task-1`);
});

test.each([
  undefined,
  "task-1",
  "p/task-1",
  "1",
  "7",
  "2 tests added",
  "2 of 3",
  "Wrote the API",
  "done with task-1 for api",
])("%j is not", (said) => expect(saying(said)).toBeUndefined());
