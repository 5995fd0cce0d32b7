import { mkdirSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parsePlan, readPlan } from "../../src/plan/readPlan.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";
import { plan, PlanFolder } from "./support.ts";

const folder = new PlanFolder();
afterAll(() => folder.remove());

const prompts = (...names: string[]): string =>
  plan(
    `  - id: p\n    tasks:\n${names.map((name, at) => `      - { id: t${at}, agent: claude, prompt: ${name} }\n`).join("")}`,
  );

test("files that are not there", async () => {
  folder.write({ "prompts/align.md": "x", "prompts/build.md": "x", "top.md": "x" });
  expect(
    await folder.told(
      prompts("prompts/algin.md", "promtps/align.md", "prompts/zzzzzz.md", "tpo.md", "top.md/x.md"),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:6:42  error  there is no file "prompts/algin.md"
              - { id: t0, agent: claude, prompt: prompts/algin.md }
                                                 ^~~~~~~~~~~~~~~~
        did you mean "prompts/align.md"?

    plan.yaml:7:42  error  there is no file "promtps/align.md"
              - { id: t1, agent: claude, prompt: promtps/align.md }
                                                 ^~~~~~~~~~~~~~~~
        paths count from the plan's folder

    plan.yaml:8:42  error  there is no file "prompts/zzzzzz.md"
              - { id: t2, agent: claude, prompt: prompts/zzzzzz.md }
                                                 ^~~~~~~~~~~~~~~~~
        in "prompts" there are: align.md, build.md

    plan.yaml:9:42  error  there is no file "tpo.md"
              - { id: t3, agent: claude, prompt: tpo.md }
                                                 ^~~~~~
        did you mean "top.md"?

    plan.yaml:10:42  error  there is no file "top.md/x.md"
              - { id: t4, agent: claude, prompt: top.md/x.md }
                                                 ^~~~~~~~~~~
        paths count from the plan's folder"
  `);
});

test("files that are not text, too large or elsewhere", async () => {
  folder.write({
    "binary.md": Buffer.from([65, 0]),
    "latin.md": Buffer.from("caf\u00e9", "latin1"),
    "large.md": "",
    "folder.md/x": "",
    "blank.md": "\n \n",
  });
  truncateSync(join(folder.path, "large.md"), 1_100_000);
  symlinkSync("/etc/hostname", join(folder.path, "link.md"));
  symlinkSync("loop.md", join(folder.path, "loop.md"));
  expect(
    await folder.told(
      prompts(
        "binary.md",
        "latin.md",
        "large.md",
        "folder.md",
        "blank.md",
        "link.md",
        "../../etc/x.txt",
        "/etc/passwd.txt",
        "loop.md",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:6:42  error  "binary.md" is not a text file: byte 1 is zero
              - { id: t0, agent: claude, prompt: binary.md }
                                                 ^~~~~~~~~
        it is read as text in UTF-8

    plan.yaml:7:42  error  "latin.md" is not UTF-8: byte 3 (0xe9) belongs to no character
              - { id: t1, agent: claude, prompt: latin.md }
                                                 ^~~~~~~~
        save the file in UTF-8

    plan.yaml:8:42  error  "large.md" has 1.1 MB; at most 1 MiB is read
              - { id: t2, agent: claude, prompt: large.md }
                                                 ^~~~~~~~

    plan.yaml:9:42  error  "folder.md" is a folder
              - { id: t3, agent: claude, prompt: folder.md }
                                                 ^~~~~~~~~

    plan.yaml:10:42  error  "blank.md" is empty
              - { id: t4, agent: claude, prompt: blank.md }
                                                 ^~~~~~~~

    plan.yaml:11:42  error  "link.md" is outside of the plan's folder and its repository
              - { id: t5, agent: claude, prompt: link.md }
                                                 ^~~~~~~
        a plan reads only files from there

    plan.yaml:12:42  error  "../../etc/x.txt" is outside of the plan's folder and its repository
              - { id: t6, agent: claude, prompt: ../../etc/x.txt }
                                                 ^~~~~~~~~~~~~~~
        a plan reads only files from there

    plan.yaml:13:42  error  "/etc/passwd.txt" is outside of the plan's folder and its repository
              - { id: t7, agent: claude, prompt: /etc/passwd.txt }
                                                 ^~~~~~~~~~~~~~~
        a plan reads only files from there

    plan.yaml:14:42  error  "loop.md" is a link that leads to itself
              - { id: t8, agent: claude, prompt: loop.md }
                                                 ^~~~~~~"
  `);
  expect(await folder.told(prompts("../outside.md", "/dev/null.md"))).toMatchInlineSnapshot(`
    "plan.yaml:6:42  error  "../outside.md" is outside of the plan's folder and its repository
              - { id: t0, agent: claude, prompt: ../outside.md }
                                                 ^~~~~~~~~~~~~
        a plan reads only files from there

    plan.yaml:7:42  error  "/dev/null.md" is outside of the plan's folder and its repository
              - { id: t1, agent: claude, prompt: /dev/null.md }
                                                 ^~~~~~~~~~~~
        a plan reads only files from there"
  `);
});

test("files that are too much in all", async () => {
  folder.write({ "long.md": "x".repeat(1_048_576) });
  const told = await folder.told(prompts(...Array.from({ length: 70 }, () => "long.md")));
  expect(told).toMatchInlineSnapshot(`
    "plan.yaml:70:43  error  the files that the plan names come to more than 64 MiB in all
              - { id: t64, agent: claude, prompt: long.md }
                                                  ^~~~~~~
        each counts as often as it is named"
  `);
});

test("a file of the repository may be named from a plan in a folder of it, and none beside it", async () => {
  const root = new PlanFolder();
  rmSync(join(root.path, ".git"), { recursive: true });
  try {
    mkdirSync(join(root.path, "work/.git"), { recursive: true });
    mkdirSync(join(root.path, "work/plans"));
    root.write({ "work/prompts/a.md": "A", "beside.md": "B" });
    symlinkSync("../../beside.md", join(root.path, "work/plans/link.md"));
    const text = prompts("../prompts/a.md", "../../beside.md", "link.md");
    root.write({ "work/plans/plan.yaml": text });
    const reading = await readPlan(join(root.path, "work/plans/plan.yaml"), {
      lookForCommands: false,
    });
    expect(reading.source.files?.map((each) => each.path)).toEqual(["../prompts/a.md"]);
    expect(formatDiagnostics(reading.diagnostics, reading.text).replaceAll(`${root.path}/`, ""))
      .toMatchInlineSnapshot(`
      "work/plans/plan.yaml:7:42  error  "../../beside.md" is outside of the plan's folder and its repository
                - { id: t1, agent: claude, prompt: ../../beside.md }
                                                   ^~~~~~~~~~~~~~~
          a plan reads only files from there

      work/plans/plan.yaml:8:42  error  "link.md" is outside of the plan's folder and its repository
                - { id: t2, agent: claude, prompt: link.md }
                                                   ^~~~~~~
          a plan reads only files from there"
    `);
  } finally {
    root.remove();
  }
});

test("what is wrong inside of files is told with its place there", async () => {
  folder.write({
    "bad.prompt": "Make\n  ${{ parms.x }} of ${{ 1 + }}\n",
    "bad.json": '{ "type": "object",\n  "type": "array" }\n',
    "broken.json": '{ "type": [ }\n',
    "wrong.json": '{\n  "properties": { "a": { "type": "txt" } }\n}\n',
    "list.json": "[1]\n",
    "empty.json": "",
    "bad.yaml": "default:\n  - sya: hello\n",
  });
  expect(
    await folder.told(`pawl: 1
name: x
agents: { s: { use: scripted, script: bad.yaml } }
phases:
  - id: p
    produces: { a: bad.json, b: broken.json, c: wrong.json, d: list.json, e: empty.json }
    tasks:
      - { id: a, agent: s, prompt: bad.prompt, produces: [a, b, c, d, e] }
      - { id: b, agent: s, prompt: bad.prompt }
`),
  ).toMatchInlineSnapshot(`
    "bad.json:2:3  error  "type" is given twice, first in line 1
          "type": "array" }
          ^~~~~~
        keep one of them

    broken.json:1:11  error  this "[" is never closed
        { "type": [ }
                  ^
        add the "]"; on a line of its own, indent it more than the key

    wrong.json:2:34  error  not a JSON Schema: /properties/a/type: found "txt", which must be equal to one of the allowed values: array, boolean, integer, null, number, object, string
          "properties": { "a": { "type": "txt" } }
                                         ^~~~~

    list.json:1:1  error  a JSON Schema is a map, true or false; this is a list
        [1]
        ^~~

    empty.json  error  this file is empty

    bad.prompt:2:7  error  nothing is called "parms" here
          \${{ parms.x }} of \${{ 1 + }}
              ^~~~~
        did you mean "params"?

    bad.prompt:2:28  error  in the expression: it ends too soon
          \${{ parms.x }} of \${{ 1 + }}
                                   ^

    bad.yaml:2:5  error  unknown key "sya" in a step
          - sya: hello
            ^~~
        did you mean "say"?"
  `);
});

test("programs of agents that are not there", async () => {
  folder.write({ "bin/mytool": "", "bin/folder/x": "" });
  expect(
    await folder.told(
      `pawl: 1
name: x
agents:
  a: { use: claude }
  b: { use: acp, command: [mytol, --acp] }
  c: { use: codex, program: ./bin/mytool }
  d: { use: codex, program: bin/folder }
  e: { use: codex, program: bin/nothing }
  unused: { use: qwen }
phases:
  - id: p
    tasks:
      - { id: a, agent: a, prompt: x }
      - { id: b, agent: b, prompt: x }
      - { id: c, agent: c, prompt: x }
      - { id: d, agent: d, prompt: x }
      - { id: e, agent: e, prompt: x }
      - { id: f, agent: gemini, prompt: x }
      - { id: g, agent: a, prompt: y }
`,
      { env: { PATH: join(folder.path, "bin") } },
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:13  error  "claude", the program of the agent "a", is not on the PATH
          a: { use: claude }
                    ^~~~~~
        "pawl agents" says what is installed, and how to get the rest

    plan.yaml:5:28  error  "mytol", the program of the agent "b", is not on the PATH
          b: { use: acp, command: [mytol, --acp] }
                                   ^~~~~
        did you mean "mytool"?

    plan.yaml:6:29  warning  "./bin/mytool", the program of the agent "c", is not executable
          c: { use: codex, program: ./bin/mytool }
                                    ^~~~~~~~~~~~

    plan.yaml:7:29  warning  "bin/folder", the program of the agent "d", is a folder
          d: { use: codex, program: bin/folder }
                                    ^~~~~~~~~~

    plan.yaml:8:29  warning  "bin/nothing", the program of the agent "e", is not there
          e: { use: codex, program: bin/nothing }
                                    ^~~~~~~~~~~

    plan.yaml:18:25  error  "gemini", the program of the agent "gemini", is not on the PATH
              - { id: f, agent: gemini, prompt: x }
                                ^~~~~~
        "pawl agents" says what is installed, and how to get the rest"
  `);
});

test("of a text alone no file is read", () => {
  const text = prompts("a.md");
  expect(formatDiagnostics(parsePlan(text, { path: "plan.yaml" }).diagnostics, text))
    .toMatchInlineSnapshot(`
    "plan.yaml:6:42  error  "a.md" is a file, and only the text of the plan is looked at here
              - { id: t0, agent: claude, prompt: a.md }
                                                 ^~~~"
  `);
});
