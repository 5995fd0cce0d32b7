import { expect, test } from "vitest";
import { settingsOf } from "../../src/core/plan.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { plan } from "./support.ts";

function read(text: string): NonNullable<ReturnType<typeof parsePlan>["plan"]> {
  const { plan: made, diagnostics } = parsePlan(text, { path: "plan.yaml" });
  expect(diagnostics).toEqual([]);
  return made!;
}

test("the least that is a plan, with the defaults", () => {
  expect(read("pawl: 1\nname: least\nphases: [{ id: a, run: make }]\n")).toEqual({
    format: "pawl",
    name: "least",
    params: {},
    concurrency: 4,
    onFailure: "continue",
    env: {},
    defaults: {
      timeoutMs: 1_800_000,
      retry: {
        maxAttempts: 1,
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
        id: "a",
        dependsOn: [],
        when: "success",
        checkpoint: true,
        tasks: [{ id: "a", kind: "command", run: "make", dependsOn: [] }],
      },
    ],
  });
});

test("everything that a plan can say", () => {
  const text = `
pawl: 1
name: all
description: not kept
params:
  version: "1.0"
  count: 3
  fast: true
  level: { choices: [low, high], default: low, description: how much }
  release: { type: string, default: 2.10 }
  token: { type: string }
  n: { type: number }
state: redis://127.0.0.1:6379/0
concurrency: 2
on_failure: stop
env: { A: 1.10, B: yes, C: true, D: { from: params.version }, E: "" }
defaults:
  timeout: 1h30m
  retry: { max_attempts: 3, delay: 500ms }
  cwd: work
  continue_on_error: true
  max_output: 64KiB
  grace: 0
notify:
  - run: true
  - { on: failed, webhook: "https://example.org/x", timeout: 3 }
  - { on: [failed, completed, failed], run: say }
phases:
  - id: one
    title: The first
    description: not kept
    checkpoint: false
    env: { F: x, TOKEN: { pass: true }, OTHER: { pass: TOKEN } }
    order: sequence
    tasks:
      - { id: a, run: make, description: makes it }
      - id: b
        run: |
          make b
          make c
        when: failure
        env: { G: { from: outputs.a.x } }
        cwd: sub
        timeout: 90
        retry: 5
        continue_on_error: false
        max_output: 5000
        grace: 2m
        outputs: [x, y]
      - { id: c, run: make, depends_on: [a], when: 'tasks["a"].status == "failed"', retry: { delay: 2m } }
      - { id: d, run: make, depends_on: a, when: params.fast, retry: { backoff: none, max_delay: 1h, jitter: 0 } }
  - { id: two, depends_on: [], run: make, when: always }
  - id: three
    depends_on: [one, two, one]
    when: failure
    run: make
    timeout: 2d
    outputs: [z]
    env: { H: x }
  - { id: four, run: false }
`;
  expect(read(text)).toMatchInlineSnapshot(`
    {
      "concurrency": 2,
      "defaults": {
        "continueOnError": true,
        "cwd": "work",
        "graceMs": 0,
        "maxOutputBytes": 65536,
        "retry": {
          "backoff": "exponential",
          "delayMs": 500,
          "jitter": 0.2,
          "maxAttempts": 3,
          "maxDelayMs": 60000,
        },
        "timeoutMs": 5400000,
      },
      "env": {
        "A": "1.10",
        "B": "yes",
        "C": "true",
        "D": {
          "from": "params.version",
        },
        "E": "",
      },
      "format": "pawl",
      "name": "all",
      "notify": [
        {
          "on": [
            "waiting",
            "blocked",
            "failed",
            "completed",
          ],
          "target": {
            "run": "true",
            "type": "command",
          },
          "timeoutMs": 10000,
        },
        {
          "on": [
            "failed",
          ],
          "target": {
            "type": "webhook",
            "url": "https://example.org/x",
          },
          "timeoutMs": 3000,
        },
        {
          "on": [
            "failed",
            "completed",
          ],
          "target": {
            "run": "say",
            "type": "command",
          },
          "timeoutMs": 10000,
        },
      ],
      "onFailure": "stop",
      "params": {
        "count": {
          "default": 3,
          "type": "number",
        },
        "fast": {
          "default": true,
          "type": "boolean",
        },
        "level": {
          "choices": [
            "low",
            "high",
          ],
          "default": "low",
          "description": "how much",
          "type": "string",
        },
        "n": {
          "type": "number",
        },
        "release": {
          "default": "2.10",
          "type": "string",
        },
        "token": {
          "type": "string",
        },
        "version": {
          "default": "1.0",
          "type": "string",
        },
      },
      "phases": [
        {
          "checkpoint": false,
          "dependsOn": [],
          "env": {
            "F": "x",
            "OTHER": {
              "pass": "TOKEN",
            },
            "TOKEN": {
              "pass": "TOKEN",
            },
          },
          "id": "one",
          "tasks": [
            {
              "dependsOn": [],
              "description": "makes it",
              "id": "a",
              "kind": "command",
              "run": "make",
            },
            {
              "continueOnError": false,
              "cwd": "sub",
              "dependsOn": [
                "a",
              ],
              "env": {
                "G": {
                  "from": "outputs.a.x",
                },
              },
              "graceMs": 120000,
              "id": "b",
              "kind": "command",
              "maxOutputBytes": 5000,
              "outputs": [
                "x",
                "y",
              ],
              "retry": {
                "backoff": "exponential",
                "delayMs": 500,
                "jitter": 0.2,
                "maxAttempts": 5,
                "maxDelayMs": 60000,
              },
              "run": "make b
    make c
    ",
              "timeoutMs": 90000,
              "when": {
                "type": "failure",
              },
            },
            {
              "dependsOn": [
                "a",
              ],
              "id": "c",
              "kind": "command",
              "retry": {
                "backoff": "exponential",
                "delayMs": 120000,
                "jitter": 0.2,
                "maxAttempts": 3,
                "maxDelayMs": 120000,
              },
              "run": "make",
              "when": {
                "readsTasks": true,
                "source": "tasks["a"].status == "failed"",
                "type": "expression",
              },
            },
            {
              "dependsOn": [
                "a",
              ],
              "id": "d",
              "kind": "command",
              "retry": {
                "backoff": "none",
                "delayMs": 500,
                "jitter": 0,
                "maxAttempts": 3,
                "maxDelayMs": 3600000,
              },
              "run": "make",
              "when": {
                "readsTasks": false,
                "source": "params.fast",
                "type": "expression",
              },
            },
          ],
          "title": "The first",
          "when": "success",
        },
        {
          "checkpoint": true,
          "dependsOn": [],
          "id": "two",
          "tasks": [
            {
              "dependsOn": [],
              "id": "two",
              "kind": "command",
              "run": "make",
            },
          ],
          "when": "always",
        },
        {
          "checkpoint": true,
          "dependsOn": [
            "one",
            "two",
          ],
          "env": {
            "H": "x",
          },
          "id": "three",
          "tasks": [
            {
              "dependsOn": [],
              "id": "three",
              "kind": "command",
              "outputs": [
                "z",
              ],
              "run": "make",
              "timeoutMs": 172800000,
            },
          ],
          "when": "failure",
        },
        {
          "checkpoint": true,
          "dependsOn": [
            "three",
          ],
          "id": "four",
          "tasks": [
            {
              "dependsOn": [],
              "id": "four",
              "kind": "command",
              "run": "false",
            },
          ],
          "when": "success",
        },
      ],
      "state": "redis://127.0.0.1:6379/0",
    }
  `);
});

test("what follows from the order of the file", () => {
  const { phases } = read(
    plan(`  - { id: a, run: make }
  - { id: b, run: make }
  - { id: c, run: make, depends_on: a }
  - id: d
    tasks: [{ id: x, run: make }, { id: y, run: make }]
  - id: e
    order: sequence
    tasks: [{ id: x, run: make }, { id: y, run: make }, { id: z, run: make, depends_on: x }, { id: w, run: make, depends_on: [] }]
`),
  );
  expect(phases.map(({ id, dependsOn }) => [id, ...dependsOn])).toEqual([
    ["a"],
    ["b", "a"],
    ["c", "a"],
    ["d", "c"],
    ["e", "d"],
  ]);
  expect(phases[3]!.tasks.map(({ dependsOn }) => dependsOn)).toEqual([[], []]);
  expect(phases[4]!.tasks.map(({ dependsOn }) => dependsOn)).toEqual([[], ["x"], ["x"], []]);
});

test("names like those of an object's own members are names like others", () => {
  const made = read(`pawl: 1
name: x
params: { __proto__: 1, constructor: a }
env: { __proto__: x, toString: y }
phases: [{ id: constructor, run: make }, { id: __proto__, run: make }]
`);
  expect(Object.entries(made.params).map(([name, { default: value }]) => [name, value])).toEqual([
    ["__proto__", 1],
    ["constructor", "a"],
  ]);
  expect(Object.entries(made.env)).toEqual([
    ["__proto__", "x"],
    ["toString", "y"],
  ]);
  expect(made.phases.map(({ id }) => id)).toEqual(["constructor", "__proto__"]);
});

test("a digest of the bytes", () => {
  const text = plan("  - { id: a, run: make }\n");
  const { sha256 } = parsePlan(text, { path: "p" }).source;
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(parsePlan(`\ufeff${text}`, { path: "p" }).source.sha256).not.toBe(sha256);
});

test("an agent has three tries, unless the plan or the task says otherwise", () => {
  const tries = (defaults: string, retry = ""): number[] => {
    const text = `pawl: 1\nname: n\n${defaults}phases:\n  - id: p\n    tasks:\n      - { id: a, agent: claude, prompt: x${retry} }\n      - { id: c, run: "true" }\n`;
    const read = parsePlan(text, { path: "p" }).plan!;
    return read.phases[0]!.tasks.map((task) => settingsOf(read, task).retry.maxAttempts);
  };
  expect(tries("")).toEqual([3, 1]);
  expect(tries("", ", retry: { delay: 5s }")).toEqual([3, 1]);
  expect(tries("", ", retry: 1")).toEqual([1, 1]);
  expect(tries("defaults: { retry: 2 }\n")).toEqual([2, 2]);
});
