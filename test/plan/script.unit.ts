import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SCRIPT_SCHEMA } from "../../src/core/scriptSchema.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";
import { checkScript } from "../../src/plan/script.ts";

const told = (text: string): string => formatDiagnostics(checkScript(text, "robot.yaml"), text);

const WHOLE = `
tasks:
  build/api:
    1:
      - say: one
      - fail: { class: rate-limited, until: "2030-01-01T00:00:00Z" }
    2: [hang]
    resume: [{ exit: 3 }]
    default:
      - write: { file: a, text: b }
      - edit: { file: a, find: b, replace: c }
      - delete: a
      - run: { command: make, allow_fail: true }
      - run: make
      - submit: { artifact: spec, value: { any: [1, null] } }
      - report: { status: success, summary: s, files: [a], details: d.md }
      - flag: { type: question, text: which }
      - fail: { class: transient, message: m, after: 5m }
  api: [ask: which?]
  staged:
    write-test: [{ write: { file: a.test, text: a } }]
    implement: { 1: [say: one], resume: [say: on], default: [say: again] }
    review-spec: { 1: [{ review: { verdict: changes, unmet: [2], evidence: e } }] }
    review-quality:
      - review: { verdict: changes, findings: [one, { text: two, file: a, line: 3 }] }
    default: [review: pass]
default:
  - progress: half
  - read: spec
  - sleep: 1s
  - hang: true
  - ignore_signals: [INT, TERM]
  - fork: true
  - usage: { model: m, input: 1, output: 1, cached: 0, cost: 0.1 }
  - expect_prompt: { contains: a, not_contains: [b] }
  - result: { text: t, structured: [1] }
resume:
  - say: on
`;

describe("the check of a script", () => {
  it("finds nothing wrong with one that uses all there is", () => {
    expect(told(WHOLE)).toBe("");
  });

  it.each([
    ["", ["robot.yaml  error  the script is empty", "    such as: default: [{ say: done }]"]],
    [
      "{}",
      [
        "robot.yaml:1:1  error  the script says nothing",
        "    {}",
        "    ^~",
        "    such as: default: [{ say: done }]",
      ],
    ],
    [
      "- say: x",
      [
        "robot.yaml:1:1  error  the steps belong to nothing",
        "    - say: x",
        "    ^~~~~~~~",
        '    put "default:" on a line above it',
      ],
    ],
    [
      "default:\n  - sya: x",
      [
        'robot.yaml:2:5  error  unknown key "sya" in a step',
        "      - sya: x",
        "        ^~~",
        '    did you mean "say"?',
      ],
    ],
    [
      "default:\n  - hagn",
      [
        'robot.yaml:2:5  error  an entry of "default" is "hagn", expected a step such as "say: text"',
        "      - hagn",
        "        ^~~~",
        '    did you mean "hang"?',
      ],
    ],
    [
      "default:\n  - say: x\n    run: y",
      [
        'robot.yaml:3:5  error  a step does one thing, and this one has "say" and "run"',
        "        run: y",
        "        ^~~",
        '    begin each step with "- " on a line of its own',
      ],
    ],
    [
      "default: [{}]",
      [
        "robot.yaml:1:11  error  this step is empty",
        "    default: [{}]",
        "              ^~",
        "    such as: say: done",
      ],
    ],
    [
      "default:\n  - write: { file: a }",
      [
        'robot.yaml:2:14  error  { file, text } needs "text"',
        "      - write: { file: a }",
        "                 ^~~~",
        '    add "text": text',
      ],
    ],
    [
      "default:\n  - fail: { class: transent }",
      [
        'robot.yaml:2:20  error  "class" is "transent", expected transient, rate-limited, auth or fatal',
        "      - fail: { class: transent }",
        "                       ^~~~~~~~",
        '    did you mean "transient"?',
      ],
    ],
    [
      "default:\n  - fail: { class: rate-limited, until: tomorrow }",
      [
        'robot.yaml:2:41  error  "until" is "tomorrow", expected a time such as 2026-01-31T09:00:00Z',
        "      - fail: { class: rate-limited, until: tomorrow }",
        "                                            ^~~~~~~~",
      ],
    ],
    [
      "default:\n  - sleep: soon",
      [
        'robot.yaml:2:12  error  "sleep" is "soon", expected a duration such as 500ms, 30s or 5m (a bare number counts seconds)',
        "      - sleep: soon",
        "               ^~~~",
      ],
    ],
    [
      "default:\n  - exit: 300",
      [
        'robot.yaml:2:11  error  "exit" is 300, expected an exit code from 0 to 255',
        "      - exit: 300",
        "              ^~~",
      ],
    ],
    [
      "default:\n  - ignore_signals: [KILL]",
      [
        'robot.yaml:2:22  error  an entry of "ignore_signals" is "KILL", expected INT, TERM or HUP',
        "      - ignore_signals: [KILL]",
        "                         ^~~~",
      ],
    ],
    [
      "default:\n  - hang: false",
      [
        'robot.yaml:2:11  error  "hang" is false, expected true',
        "      - hang: false",
        "              ^~~~~",
      ],
    ],
    [
      "tasks:\n  api: { first: [hang] }",
      [
        'robot.yaml:2:10  error  "first" is not the number of an attempt, a stage, default or resume',
        "      api: { first: [hang] }",
        "             ^~~~~",
      ],
    ],
    [
      "tasks:\n  api: { implement: { write-test: [hang] } }",
      [
        'robot.yaml:2:23  error  "write-test" is not the number of an attempt, default or resume',
        "      api: { implement: { write-test: [hang] } }",
        "                          ^~~~~~~~~~",
      ],
    ],
    [
      "default: { implement: { 1: [{ say: a, ask: b }] } }",
      [
        'robot.yaml:1:39  error  a step does one thing, and this one has "say" and "ask"',
        "    default: { implement: { 1: [{ say: a, ask: b }] } }",
        "                                          ^~~",
        '    begin each step with "- " on a line of its own',
      ],
    ],
    [
      "tasks:\n  a/b/c: [hang]",
      [
        'robot.yaml:2:3  error  "a/b/c" is not a task\'s id, or phase/task',
        "      a/b/c: [hang]",
        "      ^~~~~",
      ],
    ],
    [
      "tasks:\n  api: { 1: [{ say: }] }",
      [
        'robot.yaml:2:20  error  "say" is empty, expected text',
        "      api: { 1: [{ say: }] }",
        "                       ^",
        "    leave the key out, or give it a value",
      ],
    ],
    [
      "default: [hang\n",
      [
        'robot.yaml:1:10  error  this "[" is never closed',
        "    default: [hang",
        "             ^",
        '    add the "]"; on a line of its own, indent it more than the key',
      ],
    ],
    [
      "defalt: [hang]",
      [
        'robot.yaml:1:1  error  unknown key "defalt" in a script',
        "    defalt: [hang]",
        "    ^~~~~~",
        '    did you mean "default"?',
      ],
    ],
    [
      "say something",
      [
        'robot.yaml:1:1  error  the script is "say something", expected a script',
        "    say something",
        "    ^~~~~~~~~~~~~",
      ],
    ],
  ])("says what is wrong with %j", (text, lines) => {
    expect(told(text)).toBe(lines.join("\n"));
  });
});

describe("the page on scripted agents", () => {
  const page = readFileSync(new URL("../../docs/scripted-agents.md", import.meta.url), "utf8");

  it("shows a script that is right", () => {
    const script = /```yaml\n# robot.yaml\n([\s\S]*?)```/.exec(page)![1]!;
    expect(told(script)).toBe("");
  });

  it("tells of every step once", () => {
    const told = [...page.matchAll(/^\| `([a-z_]+)` +\|/gm)].map(([, step]) => step);
    const [step] = SCRIPT_SCHEMA.properties.resume.items.anyOf;
    expect(new Set(told)).toEqual(new Set(Object.keys(step!.properties!)));
    expect(told).toHaveLength(new Set(told).size);
  });
});
