import { afterAll, beforeAll, expect, test } from "vitest";
import { PlanFolder } from "../support.ts";
import { PHASES, planOf } from "./lists.ts";

let folder: PlanFolder;
beforeAll(() => void (folder = new PlanFolder()));
afterAll(() => folder.remove());

/** What is told of a plan that takes this list. */
function told(
  list: string,
  phases = "{ from: tasks.yaml, agent: builder, spec: false }",
): Promise<string> {
  folder.write({ "tasks.yaml": list });
  return folder.told(planOf(phases));
}

test("ids that are taken, that nothing has, that wait for each other", async () => {
  expect(
    await told(`phases:
  - id: a
    depends_on: [c, a]
    tasks:
      - { id: a-1, title: x, depends_on: [a-2] }
      - { id: a-2, title: x, depends_on: [a-1, b-2] }
      - { id: a-1, title: x }
      - { id: a-3, title: x, depends_on: [a-3, a, a-22] }
  - id: b
    tasks:
      - { id: b-1, title: x, depends_on: [a-1] }
      - { id: b-2, title: x, dependencies: a-2 }
  - { id: a b, tasks: [{ id: x, title: x }] }
  - { id: a-b, tasks: [{ id: y, title: x }] }
`),
  ).toMatchInlineSnapshot(`
    "tasks.yaml:3:18  error  there is no phase "c"
            depends_on: [c, a]
                         ^
        there are: b, a b, a-b

    tasks.yaml:3:21  error  the phase "a" depends on itself
            depends_on: [c, a]
                            ^
        take "a" out

    tasks.yaml:5:43  error  these tasks wait for one another in a cycle: a-1 → a-2 → a-1
              - { id: a-1, title: x, depends_on: [a-2] }
                                                  ^~~

    tasks.yaml:6:48  error  these phases wait for one another in a cycle: a → b → a
              - { id: a-2, title: x, depends_on: [a-1, b-2] }
                                                       ^~~

    tasks.yaml:7:15  error  the task "a-1" is there twice, first in line 5
              - { id: a-1, title: x }
                      ^~~
        give one of them another name

    tasks.yaml:8:43  error  the task "a-3" depends on itself
              - { id: a-3, title: x, depends_on: [a-3, a, a-22] }
                                                  ^~~
        take "a-3" out

    tasks.yaml:8:48  error  "a-3" depends on its own phase
              - { id: a-3, title: x, depends_on: [a-3, a, a-22] }
                                                       ^
        name the tasks of it that come first

    tasks.yaml:8:51  error  there is no task "a-22"
              - { id: a-3, title: x, depends_on: [a-3, a, a-22] }
                                                          ^~~~
        did you mean "a-2"?

    tasks.yaml:13:11  error  the phase "a b" can never start: it waits for "b", which never settles
          - { id: a b, tasks: [{ id: x, title: x }] }
                  ^~~

    tasks.yaml:14:11  error  "a-b" and "a b" in line 13 would both have the id "a-b"
          - { id: a-b, tasks: [{ id: y, title: x }] }
                  ^~~
        give one of them another name

    tasks.yaml:14:11  error  the phase "a-b" can never start: it waits for "a b", which never settles
          - { id: a-b, tasks: [{ id: y, title: x }] }
                  ^~~"
  `);
});

test("entries that are none", async () => {
  expect(
    await told(`features:
  - { name: none, tasks: [{ id: a, title: x }] }
  - just text
  - { id: c }
  - { id: d, tasks: { id: e } }
  - id: e
    depends_on: [{ a: b }]
    tasks:
      - { title: x }
      - { id: "!!", title: x }
      - { id: f, title: x, depends_on: [a], dependencies: [b] }
      - { id: g, title: x, agent: builder, assigned_agent: other }
      - { id: h, title: x, files: [../x, .git/config] }
`),
  ).toMatchInlineSnapshot(`
    "tasks.yaml:2:7  error  this phase has no "id"
          - { name: none, tasks: [{ id: a, title: x }] }
              ^~~~
        add "id": others depend on it by that

    tasks.yaml:3:5  error  one of the phases is "just text", expected a map with an "id"
          - just text
            ^~~~~~~~~

    tasks.yaml:4:11  error  the phase "c" has no "tasks"
          - { id: c }
                  ^

    tasks.yaml:5:21  error  the tasks are a map, expected a list
          - { id: d, tasks: { id: e } }
                            ^~~~~~~~~

    tasks.yaml:7:18  error  a dependency is a map, expected the id of a task or a phase
            depends_on: [{ a: b }]
                         ^~~~~~~~

    tasks.yaml:9:11  error  this task has no "id"
              - { title: x }
                  ^~~~~
        add "id": others depend on it by that

    tasks.yaml:10:15  error  nothing of "!!" can be an id
              - { id: "!!", title: x }
                      ^~~~
        use letters, digits, "_", "-" and "."

    tasks.yaml:11:41  error  there is no task "a"
              - { id: f, title: x, depends_on: [a], dependencies: [b] }
                                                ^
        there are: g, h

    tasks.yaml:11:45  error  "dependencies" is another name for "depends_on"; this has both
              - { id: f, title: x, depends_on: [a], dependencies: [b] }
                                                    ^~~~~~~~~~~~
        keep one of them"
  `);
  expect(await told("")).toMatchInlineSnapshot(`"tasks.yaml  error  this file is empty"`);
  expect(await told("stories: []\n")).toMatchInlineSnapshot(`
    "tasks.yaml:1:1  error  a list of tasks has "phases", "features" or "tasks"; this is a map
        stories: []
        ^~~~~~~"
  `);
  expect(await told("phases: [\n")).toMatchInlineSnapshot(`
    "tasks.yaml:1:9  error  this "[" is never closed
        phases: [
                ^
        add the "]"; on a line of its own, indent it more than the key"
  `);
});

test("two names for one thing, and files elsewhere", async () => {
  expect(
    await told(`tasks:
  - { id: g, title: x, agent: builder, assigned_agent: other }
  - { id: h, title: x, files: [../x, .git/config] }
`),
  ).toMatchInlineSnapshot(`
    "tasks.yaml:2:40  error  "assigned_agent" is another name for "agent"; this has both
          - { id: g, title: x, agent: builder, assigned_agent: other }
                                               ^~~~~~~~~~~~~~
        keep one of them

    tasks.yaml:3:31  error  "../x" leads out of the plan's folder
          - { id: h, title: x, files: [../x, .git/config] }
                                      ^~~~~~~~~~~~~~~~~~~
        paths count from the plan's folder

    tasks.yaml:3:31  error  ".git/config" is git's own
          - { id: h, title: x, files: [../x, .git/config] }
                                      ^~~~~~~~~~~~~~~~~~~
        take it out"
  `);
});

test("quotes that were forgotten", async () => {
  expect(
    await told(`tasks:
  - id: a
    acceptance_criteria:
      - Returns {"status": "ok"} as JSON
      - @here it is
`),
  ).toMatchInlineSnapshot(`
    "tasks.yaml:4:32  error  "}" is not expected here
              - Returns {"status": "ok"} as JSON
                                       ^

    tasks.yaml:5:7  error  "-" is not expected here
              - @here it is
              ^"
  `);
});

test("nobody to do it, nothing to be done, no such phase", async () => {
  const flat = "tasks: [{ id: a, title: x }, { id: b, title: x, agent: nobody }]\n";
  expect(await told(flat, "{ from: tasks.yaml }")).toMatchInlineSnapshot(`
    "tasks.yaml:1:15  error  the task "a" names no agent, and neither does the plan
        tasks: [{ id: a, title: x }, { id: b, title: x, agent: nobody }]
                      ^
        add "agent" to it, or beside "from", or run it with --agent claude

    tasks.yaml:1:56  error  there is no agent "nobody"
        tasks: [{ id: a, title: x }, { id: b, title: x, agent: nobody }]
                                                               ^~~~~~
        define it under "agents", or as .claude/agents/nobody.md; or say who does it otherwise: "agent" beside "from", or --agent claude"
  `);
  expect(await told("tasks: [{ id: a, title: x, status: Done }]\n")).toMatchInlineSnapshot(`
    "plan.yaml:7:17  error  nothing is left to be done in "tasks.yaml"
        phases: { from: tasks.yaml, agent: builder, spec: false }
                        ^~~~~~~~~~"
  `);
  expect(await told(PHASES, "[{ id: a, tasks: { from: tasks.yaml, id: x, run: make } }]"))
    .toMatchInlineSnapshot(`
    "plan.yaml:7:34  error  "tasks.yaml" has several phases: say which one, such as "tasks.yaml#setup"
        phases: [{ id: a, tasks: { from: tasks.yaml, id: x, run: make } }]
                                         ^~~~~~~~~~
        there are: setup, api, ui

    plan.yaml:7:46  error  "id" of tasks that a file lists stands in that file
        phases: [{ id: a, tasks: { from: tasks.yaml, id: x, run: make } }]
                                                     ^~

    plan.yaml:7:53  error  "run" of tasks that a file lists stands in that file
        phases: [{ id: a, tasks: { from: tasks.yaml, id: x, run: make } }]
                                                            ^~~"
  `);
  expect(await told(PHASES, "[{ id: a, tasks: { from: tasks.yaml#apo } }]")).toMatchInlineSnapshot(`
    "plan.yaml:7:34  error  "tasks.yaml" has no phase "apo"
        phases: [{ id: a, tasks: { from: tasks.yaml#apo } }]
                                         ^~~~~~~~~~~~~~
        did you mean "api"?"
  `);
  expect(await told(PHASES, "{ from: task.yaml, what: 1 }")).toMatchInlineSnapshot(`
    "plan.yaml:7:17  error  there is no file "task.yaml"
        phases: { from: task.yaml, what: 1 }
                        ^~~~~~~~~
        did you mean "tasks.yaml"?

    plan.yaml:7:28  error  unknown key "what" in phases of a list: { from, agent, pipeline, … }
        phases: { from: task.yaml, what: 1 }
                                   ^~~~
        known keys: from, spec, agent, prompt, pipeline, env, gate, workspace, context, checkpoint, timeout, retry, cwd, continue_on_error, max_output, grace, isolation"
  `);
  expect(await told(PHASES, "{ from: tasks.yaml, agent: builder, spec: specs.md }"))
    .toMatchInlineSnapshot(`
    "plan.yaml:7:51  error  there is no file "specs.md"
        phases: { from: tasks.yaml, agent: builder, spec: specs.md }
                                                          ^~~~~~~~
        in the plan's folder there are: .git, plan.yaml, tasks.yaml"
  `);
});
