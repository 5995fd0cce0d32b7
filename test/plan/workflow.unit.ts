import { expect, test } from "vitest";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { told } from "./support.ts";

const read = (workflow: unknown): ReturnType<typeof parsePlan> =>
  parsePlan(JSON.stringify(workflow, null, 2), { path: "workflow.json" });

test("a workflow becomes a plan with a task a phase", () => {
  const { plan, diagnostics } = read({
    workflow_id: "nightly",
    phases: [
      { name: "scout", command: "ls" },
      {
        name: "build",
        command: "make all",
        timeout: 20,
        retry_count: 1,
        depends_on: ["scout"],
        checkpoint: false,
      },
    ],
    state_backend: "sqlite",
  });
  expect(diagnostics).toEqual([]);
  expect(plan).toEqual({
    format: "seed-004",
    name: "nightly",
    params: {},
    state: "sqlite",
    concurrency: 1,
    onFailure: "continue",
    env: {},
    defaults: {
      timeoutMs: 300_000,
      retry: {
        maxAttempts: 3,
        backoff: "exponential",
        delayMs: 1_000,
        maxDelayMs: 60_000,
        jitter: 0.2,
      },
      cwd: ".",
      continueOnError: false,
      maxOutputBytes: 8_000_000,
      graceMs: 5_000,
    },
    notify: [],
    phases: [
      {
        id: "scout",
        dependsOn: [],
        when: "success",
        checkpoint: true,
        tasks: [{ id: "scout", kind: "command", run: "ls", dependsOn: [] }],
      },
      {
        id: "build",
        dependsOn: ["scout"],
        when: "success",
        checkpoint: false,
        tasks: [
          {
            id: "build",
            kind: "command",
            run: "make all",
            dependsOn: [],
            timeoutMs: 20_000,
            retry: {
              maxAttempts: 1,
              backoff: "exponential",
              delayMs: 1_000,
              maxDelayMs: 60_000,
              jitter: 0.2,
            },
          },
        ],
      },
    ],
  });
});

test("the same in YAML", () => {
  const yaml = "workflow_id: w\nphases:\n  - name: a\n    command: make\n";
  const { plan } = read({ workflow_id: "w", phases: [{ name: "a", command: "make" }] });
  expect(parsePlan(yaml, { path: "w.yaml" }).plan).toEqual(plan);
});

test("phases without depends_on depend on nothing", () => {
  const { plan } = read({
    workflow_id: "w",
    phases: ["a", "b", "c"].map((name) => ({ name, command: "make" })),
  });
  expect(plan!.phases.map(({ dependsOn }) => dependsOn)).toEqual([[], [], []]);
});

test("checkpoint_interval: a restore point at every n-th phase that has one", () => {
  const phases = [true, false, true, true, true, true].map((checkpoint, index) => ({
    name: `p${index}`,
    command: "make",
    checkpoint,
  }));
  const points = (interval: number): boolean[] =>
    read({ workflow_id: "w", phases, checkpoint_interval: interval }).plan!.phases.map(
      (each) => each.checkpoint,
    );
  expect(points(1)).toEqual([true, false, true, true, true, true]);
  expect(points(2)).toEqual([false, false, true, false, true, false]);
});

test("names that cannot be ids", () => {
  const phases = ["Unit tests", "2nd try", "élan", "測試", "a/b: c!"].map((name, index, all) => ({
    name,
    command: "make",
    depends_on: index === 0 ? [] : [all[index - 1]],
  }));
  const { plan } = read({ workflow_id: "my workflow", phases });
  expect(plan!.name).toBe("my workflow");
  expect(
    plan!.phases.map(({ id, title, dependsOn, tasks }) => [id, title, dependsOn, tasks[0]!.id]),
  ).toEqual([
    ["unit-tests", "Unit tests", [], "unit-tests"],
    ["_2nd-try", "2nd try", ["unit-tests"], "_2nd-try"],
    ["elan", "élan", ["_2nd-try"], "elan"],
    ["phase-4", "測試", ["elan"], "phase-4"],
    ["a-b-c", "a/b: c!", ["phase-4"], "a-b-c"],
  ]);
});

test("what is wrong with a workflow", () => {
  expect(
    told(
      `{
  "workflow_id": "w",
  "phases": [
    { "name": "a b", "command": "make" },
    { "name": "a-b", "command": "make" },
    { "name": "c", "comand": "make", "retry_count": 0, "timeout": "5m", "depends_on": "a b" },
    { "name": "c", "command": "", "depends_on": ["a  b", "c"], "checkpoint": "yes" },
    { "command": "make", "timeout": 0.5 },
    { "name": "x", "command": "make", "depends_on": ["y"] },
    { "name": "y", "command": "make", "depends_on": ["x"] },
    { "name": "z", "command": "make", "depends_on": ["y"] }
  ],
  "state_backend": "postgres",
  "checkpoint_interval": 0,
  "checkpoints": true
}
`,
      "workflow.json",
    ),
  ).toMatchInlineSnapshot(`
    "workflow.json:5:15  error  "a-b" and "a b" in line 4 would both have the id "a-b"
            { "name": "a-b", "command": "make" },
                      ^~~~~
        give one of them another name

    workflow.json:6:7  error  a phase needs "command"
            { "name": "c", "comand": "make", "retry_count": 0, "timeout": "5m", "depends_on": "a b" },
              ^~~~~~
        add "command": a shell command

    workflow.json:6:20  error  unknown key "comand" in a phase
            { "name": "c", "comand": "make", "retry_count": 0, "timeout": "5m", "depends_on": "a b" },
                           ^~~~~~~~
        did you mean "command"?

    workflow.json:6:53  error  "retry_count" is 0, expected a whole number from 1 to 1000: tries in all
            { "name": "c", "comand": "make", "retry_count": 0, "timeout": "5m", "depends_on": "a b" },
                                                            ^

    workflow.json:6:67  error  "timeout" is "5m", expected a whole number of seconds from 1 to 2592000
            { "name": "c", "comand": "make", "retry_count": 0, "timeout": "5m", "depends_on": "a b" },
                                                                          ^~~~

    workflow.json:6:87  error  "depends_on" is "a b", expected a list of names of phases
            { "name": "c", "comand": "make", "retry_count": 0, "timeout": "5m", "depends_on": "a b" },
                                                                                              ^~~~~
        write it as a list: ["a b"]

    workflow.json:7:15  error  the phase "c" is there twice, first in line 6
            { "name": "c", "command": "", "depends_on": ["a  b", "c"], "checkpoint": "yes" },
                      ^~~
        give one of them another name

    workflow.json:7:31  error  "command" is "", expected a shell command
            { "name": "c", "command": "", "depends_on": ["a  b", "c"], "checkpoint": "yes" },
                                      ^~

    workflow.json:7:50  error  there is no phase "a  b"
            { "name": "c", "command": "", "depends_on": ["a  b", "c"], "checkpoint": "yes" },
                                                         ^~~~~~
        did you mean "a b"?

    workflow.json:7:58  error  the phase "c" depends on itself
            { "name": "c", "command": "", "depends_on": ["a  b", "c"], "checkpoint": "yes" },
                                                                 ^~~
        take "c" out of its "depends_on"

    workflow.json:7:78  error  "checkpoint" is "yes", expected true or false
            { "name": "c", "command": "", "depends_on": ["a  b", "c"], "checkpoint": "yes" },
                                                                                     ^~~~~

    workflow.json:8:7  error  a phase needs "name"
            { "command": "make", "timeout": 0.5 },
              ^~~~~~~~~
        add "name": text

    workflow.json:8:37  error  "timeout" is 0.5, expected a whole number of seconds from 1 to 2592000
            { "command": "make", "timeout": 0.5 },
                                            ^~~

    workflow.json:9:54  error  these phases wait for one another in a cycle: x → y → x
            { "name": "x", "command": "make", "depends_on": ["y"] },
                                                             ^~~

    workflow.json:11:54  error  the phase "z" can never start: it waits for "y", which never settles
            { "name": "z", "command": "make", "depends_on": ["y"] }
                                                             ^~~

    workflow.json:13:20  error  "state_backend" is "postgres", expected json, sqlite or redis
          "state_backend": "postgres",
                           ^~~~~~~~~~

    workflow.json:14:26  error  "checkpoint_interval" is 0, expected a whole number from 1 on
          "checkpoint_interval": 0,
                                 ^

    workflow.json:15:3  error  unknown key "checkpoints" in the workflow
          "checkpoints": true
          ^~~~~~~~~~~~~
        known keys: workflow_id, phases, state_backend, checkpoint_interval"
  `);
  expect(told('{ "workflow_id": "w", "phases": [] }', "workflow.json")).toMatchInlineSnapshot(`
    "workflow.json:1:33  error  "phases" is an empty list, expected a list of one phase or more
        { "workflow_id": "w", "phases": [] }
                                        ^~"
  `);
  expect(told('{ "workflow_id": 3 }', "workflow.json")).toMatchInlineSnapshot(`
    "workflow.json:1:3  error  the workflow needs "phases"
        { "workflow_id": 3 }
          ^~~~~~~~~~~~~
        add "phases": a list of one phase or more

    workflow.json:1:18  error  "workflow_id" is 3, expected text
        { "workflow_id": 3 }
                         ^
        text needs quotes here: "3""
  `);
});
