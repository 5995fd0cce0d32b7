import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Plan } from "../../../src/core/plan.ts";
import { readPlan } from "../../../src/plan/readPlan.ts";
import type { ReadOptions } from "../../../src/plan/readPlan.ts";
import { MAPS, NUMBERED, TRUTHS } from "./progressFiles.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pawl-progress-"));
  // The folder of the project, whatever the folders above it are.
  mkdirSync(join(folder, ".git"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const OPTIONS = { lookForCommands: false, agent: "claude" };

const read = async (text: string, options: ReadOptions = OPTIONS) => {
  const path = join(folder, "PROGRESS.json");
  writeFileSync(path, text);
  return readPlan(path, options);
};

async function planOf(text: string, options?: ReadOptions): Promise<Plan> {
  const { plan, diagnostics } = await read(text, options);
  expect(diagnostics).toEqual([]);
  return plan!;
}

/** What is wrong, each with its place. */
const wrongWith = async (text: string, options?: ReadOptions): Promise<string[]> =>
  (await read(text, options)).diagnostics.map(
    ({ file, line, column, message }) => `${basename(file)}:${line}:${column} ${message}`,
  );

const shape = ({ phases }: Plan) =>
  phases.map(({ id, dependsOn, tasks }) => ({
    [`${id} < ${dependsOn.join(" ")}`]: tasks.map(
      (each) => `${each.id}${each.imported ? " done" : ""} < ${each.dependsOn.join(" ")}`,
    ),
  }));

describe("a PROGRESS.json is a plan", () => {
  test("with numbered phases and statuses in words: what a done phase holds is done", async () => {
    const { plan, notes } = await read(NUMBERED);
    expect(shape(plan!)).toEqual([
      { "phase-1 < ": ["L1-A done < "] },
      { "phase-2 < phase-1": ["L2-A < ", "L2-B < L2-A"] },
    ]);
    expect(notes).toContain(
      "L1-A says pending, and its phase 1 says completed: it is taken as done",
    );
    expect(plan).toMatchObject({
      name: "Library",
      concurrency: 1,
      mirror: { progress: { path: "PROGRESS.json", text: NUMBERED } },
    });
  });

  test("of which each task is a prompt of all that its entry says", async () => {
    const plan = await planOf(NUMBERED);
    const task = plan.phases[1]!.tasks[0]!;
    expect(task).toMatchObject({
      kind: "agent",
      agent: "claude",
      description: "Add a book",
      acceptance: ["It is listed", "It has a price"],
    });
    expect(task).not.toHaveProperty("scope");
    expect(task.kind === "agent" && task.prompt).toBe(
      [
        "Books have a title and a price in $${{ currency }}.",
        "Its parts, in this order:\n- 1 Model\n- Page",
        "It is tested by: npm test",
        "This is the task L2-A of Shelves. Do all that it asks for, and nothing beyond it.",
        "Files that it is about: src/books.js, src/index.js.",
      ].join("\n\n"),
    );
  });

  test("with true and false, numbers as ids, and ids that begin anew in each phase", async () => {
    expect(shape(await planOf(TRUTHS))).toEqual([
      { "phase-1 < ": ["task-1 done < "] },
      { "phase-2 < phase-1": ["task-1 done < ", "task-2 < task-1", "task-1.10 < task-2"] },
    ]);
  });

  test("with phases and tasks under their names, and a phase beside the others", async () => {
    const { plan, notes } = await read(MAPS);
    expect(shape(plan!)).toEqual([
      { "Phase_0 < ": ["Phase_0 done < "] },
      { "Phase_1 < Phase_0": ["task-1.1 < ", "task-1.2 < task-1.1"] },
      { "Phase_2 < Phase_1": ["task-2.1 < "] },
    ]);
    expect(notes?.join("\n")).toContain("Phase_2 says nothing of what it depends on");
    expect(plan!.phases[1]!.tasks[0]).toMatchObject({
      prompt: expect.stringContaining("- [x] look\n- [ ] write") as string,
    });
  });

  test("in which everything is done, for whom nobody needs to be there", async () => {
    const plan = await planOf(TRUTHS.replaceAll("false", "true"), { lookForCommands: false });
    expect(plan.phases.flatMap(({ tasks }) => tasks).every(({ imported }) => imported)).toBe(true);
    expect(plan.agents).toBeUndefined();
  });

  test("of which --fresh runs all", async () => {
    const plan = await planOf(NUMBERED, { ...OPTIONS, fresh: true });
    expect(plan.phases.flatMap(({ tasks }) => tasks).some(({ imported }) => imported)).toBe(false);
  });

  test.each(["completed", "complete", "COMPLETE", "Done", "finished", "✅ Done", "done ✔️"])(
    "in which %s is done",
    async (word) => {
      const plan = await planOf(
        `{"phases": {"a": {"tasks": {"x": {"title": "X", "status": "${word}"}, "y": {"title": "Y"}}}}}`,
      );
      expect(shape(plan)).toEqual([{ "a < ": ["x done < ", "y < "] }]);
    },
  );

  test.each(["skipped", "cancelled", "won't fix"])("in which %s is left out", async (word) => {
    const text = `{"phases": {"a": {"tasks": {"x": {"title": "X", "status": "${word}"}, "y": {"title": "Y"}}}}}`;
    const { plan, notes } = await read(text);
    expect(shape(plan!)).toEqual([{ "a < ": ["y < "] }]);
    expect(notes).toContain(`x is left out: the list says ${word}`);
  });

  test.each([
    ["a number", "1"],
    ["a number in a text", '"1"'],
    ["a word and a number", '"phase-1"'],
    ["its name", '"Ground"'],
    ["a short form", '"P1"'],
  ])("in which a phase is meant by %s", async (_, reference) => {
    const plan = await planOf(NUMBERED.replace('"phase-1"', reference));
    expect(plan.phases[1]!.dependsOn).toEqual(["phase-1"]);
  });

  test("in which a task, or a phase without tasks, is a command, word for word", async () => {
    const plan = await planOf(
      `{"phases": {"a": {"tasks": {
        "x": {"title": "X", "command": "echo \${{ a }} 'b'"},
        "y": {"title": "Y", "run": "make", "agent": "nobody", "blockedBy": ["x"]},
        "z": {"title": "Z", "command": "make", "status": "done"}
      }}, "b": {"command": "make b"}}}`,
      { lookForCommands: false },
    );
    expect(plan.phases.map(({ tasks }) => tasks)).toMatchObject([
      [
        { kind: "command", run: "echo ${{ a }} 'b'", description: "X" },
        { kind: "command", run: "make", dependsOn: ["x"] },
        { kind: "command", run: "make", imported: true },
      ],
      [{ id: "b", kind: "command", run: "make b" }],
    ]);
  });

  test("whose commands have the settings that a plan gives the tasks of the list", async () => {
    writeFileSync(
      join(folder, "PROGRESS.json"),
      '{"phases": {"a": {"tasks": {"x": {"title": "X", "command": "make"}}}}}',
    );
    const path = join(folder, "pawl.yaml");
    writeFileSync(
      path,
      "pawl: 1\nname: x\nphases: { from: PROGRESS.json, timeout: 5m, env: { A: b } }\n",
    );
    const { plan } = await readPlan(path, { lookForCommands: false });
    expect(plan!.phases[0]!.tasks[0]).toMatchObject({ timeoutMs: 300_000, env: { A: "b" } });
  });

  test("whose tasks an agent of a plan does, beside settings of that plan", async () => {
    writeFileSync(join(folder, "PROGRESS.json"), NUMBERED);
    const path = join(folder, "pawl.yaml");
    writeFileSync(
      path,
      `pawl: 1\nname: x\nphases: { from: PROGRESS.json, agent: codex, timeout: 5m }\n`,
    );
    const { plan } = await readPlan(path, { lookForCommands: false });
    expect(plan!.phases[1]!.tasks[0]).toMatchObject({ agent: "codex", timeoutMs: 300_000 });
    expect(plan!.mirror).toBeUndefined();
  });

  test("whose ids no letter can be taken from, or that would be the same, each have their own", async () => {
    const text = `{"phases": [
      {"id": "设计", "tasks": [{"id": "日本", "title": "J"}, {"id": "../../etc", "title": "E"}]},
      {"id": "a b", "dependsOn": ["设计"], "tasks": [{"id": 1, "title": "X"}]},
      {"id": "a-b", "dependsOn": ["a b"], "tasks": [{"id": 1, "title": "X"}]},
      {"id": "a/b", "dependsOn": ["a-b"], "tasks": [{"id": 1, "title": "X"}]}
    ]}`;
    const plan = await planOf(text);
    const [first, second, third, fourth] = plan.phases.map(({ id }) => id);
    expect(first).toMatch(/^phase-[0-9a-f]{6}$/);
    expect(second).toMatch(/^a-b-[0-9a-f]{6}$/);
    expect(third).toBe("a-b");
    expect(fourth).toMatch(/^a-b-[0-9a-f]{6}$/);
    expect(shape(plan)).toEqual([
      { [`${first} < `]: [expect.stringMatching(/^task-[0-9a-f]{6} < $/), "etc < "] },
      { [`${second} < ${first}`]: ["task-1 < "] },
      { [`a-b < ${second}`]: ["task-1 < "] },
      { [`${fourth} < a-b`]: ["task-1 < "] },
    ]);
    // They do not depend on where the entries stand.
    const moved = JSON.stringify({
      phases: (JSON.parse(text) as { phases: [] }).phases.toReversed(),
    });
    expect((await planOf(moved)).phases.map(({ id }) => id).toReversed()).toEqual([
      first,
      second,
      third,
      fourth,
    ]);
  });

  test("in which of a key that is there twice the last counts, as everywhere in JSON", async () => {
    const plan = await planOf(
      '{"phases": {"a": {"status": "done", "status": "pending", "tasks": {"x": {"status": "done", "title": "X", "status": "todo"}}}}}',
    );
    expect(shape(plan)).toEqual([{ "a < ": ["x < "] }]);
  });

  test("that is known by its name alone", async () => {
    const plan = await planOf('{"Phase_1": {"tasks": {"x": {"title": "X"}}}}');
    expect(shape(plan)).toEqual([{ "Phase_1 < ": ["x < "] }]);
  });
});

describe("as a view of another plan", () => {
  const mirrored = async (text: string) => {
    writeFileSync(join(folder, "PROGRESS.json"), text);
    const path = join(folder, "pawl.yaml");
    writeFileSync(
      path,
      'pawl: 1\nname: x\nmirror: { progress: PROGRESS.json }\nphases: [{ id: a, run: "true" }]\n',
    );
    const { diagnostics } = await readPlan(path, { lookForCommands: false });
    return diagnostics.map(({ file, line, message }) => `${basename(file)}:${line} ${message}`);
  };

  test("it may have phases of which nothing says what is to be done", async () => {
    expect(await mirrored('{"phases": {"a": {"status": "soon"}}}')).toEqual([]);
  });

  test("it must be JSON", async () => {
    expect(await mirrored('{"phases": {"a": {}},}')).toEqual([
      "PROGRESS.json:1 this is no JSON: a key in double quotes is expected here",
    ]);
  });
});

describe("is refused, with the place and the reason", () => {
  test.each([
    [
      '{"phases": {"a": {"tasks": [],}}}',
      ["PROGRESS.json:1:31 this is no JSON: a key in double quotes is expected here"],
    ],
    ['{"phases": [1,]}', ["PROGRESS.json:1:15 this is no JSON: a value is expected here"]],
    [
      "{'phases': []}",
      ["PROGRESS.json:1:2 this is no JSON: a key in double quotes is expected here"],
    ],
    [
      '{"phases": [], # none\n"a": 1}',
      ["PROGRESS.json:1:16 this is no JSON: a key in double quotes is expected here"],
    ],
    ['{"phases": [01]}', ["PROGRESS.json:1:13 this is no JSON: a value is expected here"]],
    ['{"phases": [] "a": 1}', ["PROGRESS.json:1:15 the value has ended before this"]],
    ['/* mine */ "all"', ["PROGRESS.json:1:1 this is no JSON: a value is expected here"]],
    ["[]", ["PROGRESS.json:1:1 a PROGRESS.json is an object; this is an empty list"]],
    [
      "{}",
      [
        'PROGRESS.json:1:1 a PROGRESS.json has "phases", "checkpoints" or "tasks"; this has nothing',
      ],
    ],
    [
      '{"phases": {"a": {"tasks": {"x": {"title": "X", "status": {"is": "done"}}}}}}',
      ["PROGRESS.json:1:59 the status is a map, and is not known"],
    ],
    [
      '{"phases": {"a": {"tasks": {"x": {"title": "X", "completed": "yes"}}}}}',
      ['PROGRESS.json:1:62 "completed" is "yes", expected true or false'],
    ],
    [
      '{\n "current_phase": 1,\n "phases": [{ "name": "Empty" }]\n}',
      [
        'PROGRESS.json:3:13 the phase "phase-1" has no "tasks", and nothing in it says what is to be done',
      ],
    ],
    [
      '{"project_name": "{{project.name}}", "phases": []}',
      [
        'PROGRESS.json:1:18 "{{project.name}}" was never filled in: this file is a template, not a plan',
      ],
    ],
    ['{"phases": []}', ["PROGRESS.json:1:12 the phases are an empty list, expected one or more"]],
    ['{"phases": {}}', ["PROGRESS.json:1:12 the phases are an empty map, expected one or more"]],
    [
      '{"phases": {"a": {"tasks": [{"id": "x", "command": 5}]}}}',
      ['PROGRESS.json:1:52 "command" is 5, expected a shell command'],
    ],
    [
      '{"phases": {"a": {"run": ["npm", "test"]}}}',
      ['PROGRESS.json:1:26 "run" is a list, expected a shell command'],
    ],
    [
      '{"milestones": {"pending": []}}',
      [
        'PROGRESS.json:1:2 "milestones" that are sorted into lists by how far they are cannot be run: a status is the list that an entry stands in',
      ],
    ],
    [
      '{"phases": {"a": {"tasks": [{"id": "x", "title": "X", "status": "half"}]}}}',
      ['PROGRESS.json:1:65 the status "half" is not known'],
    ],
    [
      '{"phases": {"a": {"tasks": [{"id": "x", "title": "X"}, {"id": "x", "title": "Y"}]}}}',
      ['PROGRESS.json:1:63 the task "x" is there twice, first in line 1'],
    ],
    [
      '{"phases": {"a": {"tasks": [{"id": "x", "title": "X", "blockedBy": ["y"]}]}}}',
      ['PROGRESS.json:1:69 there is no task "y"'],
    ],
    [
      '{"phases": {"a": {"tasks": ["write"]}}}',
      ['PROGRESS.json:1:29 one of the tasks is "write", expected an object'],
    ],
    [
      '{"phases": {"a": {"tasks": [{"id": "x", "blockedBy": ["y"]}, {"id": "y", "blockedBy": ["x"]}]}}}',
      ["PROGRESS.json:1:55 these tasks wait for one another in a cycle: x → y → x"],
    ],
  ])("%s", async (text, problems) => {
    expect(await wrongWith(text)).toEqual(problems);
  });

  test("where nobody is there to do it", async () => {
    expect(await wrongWith(NUMBERED, { lookForCommands: false })).toEqual([
      'PROGRESS.json:21:17 the task "L2-A" names no agent, and neither does the plan',
      'PROGRESS.json:30:17 the task "L2-B" names no agent, and neither does the plan',
    ]);
  });
});

describe("specialists", () => {
  const AGENT = "---\nmodel: inherit\n---\nSpecialist.";
  const LIST = JSON.stringify({
    phases: [
      {
        id: 1,
        tasks: [
          { id: "1.1", title: "Lay the page out", complexity: "S" },
          { id: "1.2", title: "Split it", agent: "l2-backend-specialist", complexity: "L" },
          { id: "1.3", title: "Wire it", file: "web/app.css", details: "With care." },
          { id: "1.4", title: "Page", domain: "Backend", blockedBy: ["1.1", "1.2"] },
          { id: "1.5", title: "Page", assignedAgent: "back-end-guru", completed: true },
        ],
      },
    ],
  });

  test("do what names nobody who is here, by what the entry itself says", async () => {
    mkdirSync(join(folder, ".claude/agents"), { recursive: true });
    writeFileSync(join(folder, ".claude/agents/l2-frontend-specialist.md"), AGENT);
    writeFileSync(join(folder, ".claude/agents/l2-general-specialist.md"), AGENT);
    const { plan, diagnostics, notes } = await read(LIST, { lookForCommands: false });
    expect(diagnostics).toEqual([]);
    expect(notes).toContain("  specialists: {}");
    const said = plan!.phases[0]!.tasks.map((task) => [
      task.id,
      task.kind === "agent" ? [task.agent, ...Object.values(task.routed!)] : [],
      task.imported,
    ]);
    expect(said).toEqual([
      [
        "task-1.1",
        [
          "l2-frontend-specialist",
          "frontend",
          'its title says "page"',
          "simple",
          "the task says so",
        ],
        undefined,
      ],
      [
        "task-1.2",
        [
          "l2-general-specialist",
          "backend",
          "it is meant for l2-backend-specialist",
          "complex",
          "the task says so",
        ],
        undefined,
      ],
      [
        "task-1.3",
        [
          "l2-frontend-specialist",
          "frontend",
          "its files: web/app.css",
          "simple",
          "1 file, 0 criteria, 0 dependencies, 10 characters",
        ],
        undefined,
      ],
      [
        "task-1.4",
        [
          "l2-general-specialist",
          "backend",
          "the task says so",
          "complex",
          "2 dependencies (more than 1)",
        ],
        undefined,
      ],
      [
        "task-1.5",
        [
          "l2-general-specialist",
          "backend",
          "it is meant for back-end-guru",
          "simple",
          "0 files, 0 criteria, 0 dependencies, 0 characters",
        ],
        true,
      ],
    ]);
  });

  test("do nothing where somebody is named who does all else", async () => {
    mkdirSync(join(folder, ".claude/agents"), { recursive: true });
    writeFileSync(join(folder, ".claude/agents/l2-frontend-specialist.md"), AGENT);
    const plan = await planOf(LIST);
    const agents = plan.phases[0]!.tasks.map((task) => task.kind === "agent" && task.agent);
    expect(new Set(agents)).toEqual(new Set(["claude"]));
  });
});
