import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ID_PATTERN } from "../../../src/core/ids.ts";
import { fitId } from "../../../src/plan/taskList/fitId.ts";
import { isTaskList } from "../../../src/plan/taskList/isList.ts";
import { sectionOf } from "../../../src/plan/taskList/section.ts";
import { everyTime } from "../support.ts";
import { FEATURES, FLAT, PHASES, planOf } from "./lists.ts";

test.each([
  ["auth-1", "auth-1"],
  ["1", "task-1"],
  ["1.2", "task-1.2"],
  ["Task 3", "Task-3"],
  ["über/alles", "uber-alles"],
  ["-x-", "x"],
  ["!", undefined],
])("%s as an id", (name, id) => {
  expect(fitId(name, "task")).toBe(id);
});

test("what comes out is an id, and an id stays as it is", () => {
  const ids = fc.string().filter((name) => fitId(name, "phase") !== undefined);
  expect(
    everyTime(ids, (name) => {
      const id = fitId(name, "phase")!;
      if (!ID_PATTERN.test(id) || fitId(id, "phase") !== id) throw new Error(id);
    }),
  ).toBe("held");
});

test("which files are lists of tasks", () => {
  expect([PHASES, FEATURES, FLAT, "- { id: a, title: b }\n"].map(isTaskList)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  const others = [
    planOf("{ from: tasks.yaml }"),
    "name: x\nphases: [{ id: a, tasks: [{ id: b, run: make, description: c }] }]\n",
    '{ "workflow_id": "x", "phases": [{ "name": "a", "command": "b" }] }',
    "phases: [",
    "phases: []\n",
    "tasks: [{ id: a, prompt: b, title: c }]\n",
    "just text",
    "",
  ];
  expect(others.map(isTaskList)).toEqual(others.map(() => false));
});

const spec = `# Spec

Intro.

## A-1 and A-12

One.

### A-2

Two.

## \`A-1.5\`: half

~~~
## A-3
~~~

# A-4 #
Four.`;

test.each([
  ["A-1", "## A-1 and A-12\n\nOne.\n\n### A-2\n\nTwo."],
  ["A-12", "## A-1 and A-12\n\nOne.\n\n### A-2\n\nTwo."],
  ["A-2", "### A-2\n\nTwo."],
  ["A-1.5", "## `A-1.5`: half\n\n~~~\n## A-3\n~~~"],
  ["A-3", undefined],
  ["A-4", "# A-4 #\nFour."],
  ["A", undefined],
])("the section of %s", (name, section) => {
  expect(sectionOf(spec, [name])).toBe(section);
});
