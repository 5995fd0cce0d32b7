import {
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openMirror } from "../../src/cli/mirror/mirror.ts";
import type { Event, Recorded } from "../../src/core/events.ts";
import { evolve } from "../../src/core/evolve.ts";
import { phaseId } from "../../src/core/ids.ts";
import type { Plan } from "../../src/core/plan.ts";
import { replay } from "../../src/core/replay.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { MAPS, NUMBERED, TRUTHS } from "../plan/taskList/progressFiles.ts";
import { begun, done, failed, of, phase, phaseStarted, plan } from "../core/plans.ts";
import { recordedOf } from "../views/told.ts";
import { Workspace } from "./rig.ts";
import { keep } from "./told.ts";

let place: Workspace;
const said: string[] = [];
beforeEach(() => {
  place = new Workspace();
  said.length = 0;
});
afterEach(() => place.remove());

const FILE = "PROGRESS.json";

/** The plan that is made of such a file. */
function planOf(text: string): Plan {
  const source = `pawl: 1\nname: x\nmirror: { progress: ${FILE} }\nphases: { from: ${FILE}, agent: claude }\n`;
  const files = {
    read: (path: string) => ({ path, text, sha256: "0".repeat(64) }),
    exists: (path: string) => path === FILE,
    names: () => [],
    isFolder: () => false,
  };
  const { plan: read, diagnostics } = parsePlan(source, { path: "pawl.yaml", files });
  expect(diagnostics).toEqual([]);
  return read!;
}

/** What is recorded of a run of a plan, in this folder. */
const recorded = (of: Plan, events: readonly Event[]): Recorded[] =>
  recordedOf(of, events).map((each) =>
    each.event.type === "run-started"
      ? { ...each, event: { ...each.event, source: { ...each.event.source, dir: place.dir } } }
      : each,
  );

/**
 * A driver that takes the run up after so many events and takes it to its end.
 * @param between done before the event of that number is told, with all that came before it written
 */
async function drive(
  all: readonly Recorded[],
  from = 1,
  between: Readonly<Record<number, () => void>> = {},
): Promise<void> {
  const run = replay(all.slice(0, from))!;
  rmSync(join(place.dir, ".pawl/runs", run.id), { recursive: true, force: true });
  const store = await keep(place, { is: run, events: all.slice(0, from) });
  const open = () =>
    openMirror(store, run, (text) => said.push(text), join(place.dir, ".pawl/runs/r"))!;
  const mirror = open();
  for (const [index, each] of all.slice(from).entries()) {
    const act = between[from + index];
    if (act) {
      await mirror.close();
      act();
    }
    mirror.event(each, evolve(run, each));
  }
  await mirror.close();
}

const completed = (id: string): Event => ({ type: "phase-completed", phase: phaseId(id) });

const SHELVES: readonly Event[] = [
  phaseStarted("phase-2"),
  ...done("phase-2/L2-A"),
  begun("phase-2/L2-B"),
  { type: "task-completed", ...of("phase-2/L2-B") },
  completed("phase-2"),
  { type: "run-completed" },
];

const after = (text: string, pairs: readonly (readonly [string, string])[]): string =>
  pairs.reduce((now, [from, to]) => {
    expect(now).toContain(from);
    return now.replace(from, to);
  }, text);

const TIME = "2026-03-01T12:00:";

/** What NUMBERED is when all is done, change by change. */
const NUMBERED_DONE = after(NUMBERED, [
  ['"current_phase": 1', '"current_phase": 2'],
  ['"status": "not_started"', '"status": "completed"'],
  ['"status": "pending",\n          "acc', '"status": "completed",\n          "acc'],
  ['"title": "Model", "status": "pending"', '"title": "Model", "status": "completed"'],
  [
    '"Page"]\n',
    `"Page"],\n          "completedAt": "${TIME}04.000Z",\n          "completedBy": "claude"\n`,
  ],
  [
    '"status": "pending", "dependencies": ["L2-A"] }\n      ]\n',
    `"status": "completed", "dependencies": ["L2-A"], "completedAt": "${TIME}06.000Z", "completedBy": "claude" }\n      ],\n      "completedAt": "${TIME}07.000Z",\n      "detailsDir": ".pawl/runs/r/attempts/phase-2",\n      "successCount": 2,\n      "totalCount": 2\n`,
  ],
  [
    "  ]\n}\n",
    '  ],\n  "completion_percentage": 100,\n  "final_summary": "All 2 phases completed successfully"\n}\n',
  ],
]);

describe("a PROGRESS.json", () => {
  test.each(Array.from({ length: SHELVES.length + 1 }, (_, at) => at + 1))(
    "after a crash at event %i is what it would have been without it, and differs in what Pawl says only",
    async (count) => {
      place.write(FILE, NUMBERED);
      await drive(recorded(planOf(NUMBERED), SHELVES).slice(0, count));
      await drive(recorded(planOf(NUMBERED), SHELVES), count);
      expect(place.read(FILE)).toBe(NUMBERED_DONE);
      expect(said).toEqual([]);
    },
  );

  test("that is deleted is made anew, and lost nothing", async () => {
    place.write(FILE, NUMBERED);
    const remove = (): void => rmSync(join(place.dir, FILE));
    await drive(recorded(planOf(NUMBERED), SHELVES), 1, { 4: remove });
    expect(place.read(FILE)).toBe(NUMBERED_DONE);
  });

  test("keeps its permissions, its byte order mark and its line ends", async () => {
    const text = NUMBERED.replaceAll("\n", "\r\n");
    place.write(FILE, `\ufeff${text}`);
    chmodSync(join(place.dir, FILE), 0o640);
    await drive(recorded(planOf(text), SHELVES));
    expect(place.read(FILE)).toBe(`\ufeff${NUMBERED_DONE.replaceAll("\n", "\r\n")}`);
    expect(statSync(join(place.dir, FILE)).mode & 0o777).toBe(0o640);
  });

  test("that says true and false goes on to do so", async () => {
    place.write(FILE, TRUTHS);
    await drive(recorded(planOf(TRUTHS), [phaseStarted("phase-2"), ...done("phase-2/task-2")]));
    const now = JSON.parse(place.read(FILE)) as Record<string, never>;
    expect(now).toMatchObject({
      last_updated: `${TIME}04.000Z`,
      current_phase: 2,
      completion_percentage: 50,
      phases: [
        { tasks: [{ id: 1, description: "First", completed: true }] },
        {
          status: "in_progress",
          successCount: 2,
          totalCount: 3,
          tasks: [
            { completed: true },
            { completed: true, completedBy: "claude" },
            { completed: false },
          ],
        },
      ],
    });
    expect(place.read(FILE)).toContain(
      '{ "id": 1.10, "description": "Fourth", "completed": false, "blockedBy": ["2"] }',
    );
  });

  test("in capitals, with phases under their names, is kept in its own words", async () => {
    place.write(FILE, MAPS);
    await drive(
      recorded(planOf(MAPS), [
        phaseStarted("Phase_1"),
        ...done("Phase_1/task-1.1"),
        ...done("Phase_1/task-1.2"),
        completed("Phase_1"),
        phaseStarted("Phase_2"),
        begun("Phase_2/task-2.1"),
      ]),
    );
    expect(JSON.parse(place.read(FILE))).toMatchObject({
      currentPhase: "Phase_2",
      completed_phases: ["Phase_0", "Phase_1"],
      checkpoints: {
        Phase_0: { status: "COMPLETE", deliverables: ["SPEC.md"] },
        Phase_1: { status: "COMPLETE", tasks: { "1.1": { status: "COMPLETE" } } },
      },
      Phase_2: { status: "IN_PROGRESS", tasks: { "2.1": { status: "IN_PROGRESS" } } },
    });
  });

  test("tells why a phase failed, what blocks a task, and takes it back when that is over", async () => {
    const flag = { type: "question", text: "Which currency?" };
    const asks: Event = {
      type: "attempt-failed",
      ...of("phase-2/L2-A"),
      attempt: 1,
      failure: { class: "blocked", message: flag.text },
      account: { flags: [flag] },
    };
    place.write(FILE, NUMBERED);
    const story = [phaseStarted("phase-2"), begun("phase-2/L2-A"), asks];
    await drive(recorded(planOf(NUMBERED), story));
    const second = () =>
      (JSON.parse(place.read(FILE)) as { phases: { tasks: object[] }[] }).phases[1]!;
    expect(second().tasks[0]).toMatchObject({
      status: "blocked",
      blocker: { type: "question", text: "Which currency?" },
    });
    const goesOn: Event[] = [
      {
        type: "flag-answered",
        ...of("phase-2/L2-A"),
        text: "Euro",
        by: { user: "a", host: "h", pid: 1 },
      },
      ...failed("phase-2/L2-A", 2),
      { type: "phase-failed", phase: phaseId("phase-2") },
      { type: "run-failed" },
    ];
    await drive(recorded(planOf(NUMBERED), [...story, ...goesOn]), story.length + 1);
    expect(second()).toMatchObject({
      status: "failed",
      validation: { passed: false, reason: "L2-A: exit status 1" },
      tasks: [
        { status: "failed", blocker: { type: "failed", text: "exit status 1" } },
        { id: "L2-B" },
      ],
    });
    expect(JSON.parse(place.read(FILE))).toMatchObject({
      final_summary: "Failed at phase phase-2: L2-A: exit status 1",
      completion_percentage: 50,
    });
  });

  test("is made for a plan that has none", async () => {
    const shop = plan([phase("one", ["cart"])], { mirror: { progress: { path: FILE } } });
    await drive(recorded(shop, [phaseStarted("one"), ...done("one/cart"), completed("one")]));
    expect(JSON.parse(place.read(FILE))).toMatchObject({
      current_phase: 1,
      phases: [{ id: "one", status: "completed", tasks: [{ id: "cart", status: "completed" }] }],
      completion_percentage: 100,
    });
  });
});

describe("what somebody else changes in it meanwhile", () => {
  const edit = (from: string, to: string) => (): void => {
    const text = place.read(FILE);
    expect(text).toContain(from);
    place.write(FILE, text.replace(from, to));
  };

  test("stays, where it is none of what Pawl keeps, also when entries are moved", async () => {
    place.write(FILE, NUMBERED);
    await drive(recorded(planOf(NUMBERED), SHELVES), 1, {
      3: edit('"budget": 1.50,', '"budget": 2e1,\n  "note": "mine",'),
      5: edit(
        '"phases": [',
        '"phases": [\n    { "phase_number": 0, "title": "Before", "status": "skipped" },',
      ),
    });
    expect(said).toEqual([]);
    expect(place.read(FILE)).toBe(
      after(NUMBERED_DONE, [
        ['"budget": 1.50,', '"budget": 2e1,\n  "note": "mine",'],
        [
          '"phases": [',
          '"phases": [\n    { "phase_number": 0, "title": "Before", "status": "skipped" },',
        ],
      ]),
    );
  });

  test.each([
    ['"status": "in_progress"', '"status": "paused by me"', '"status" of phase-2'],
    ['"current_phase": 2', '"current_phase": 7', '"current_phase"'],
    ['"id": "L2-B"', '"id": "L2-C"', "phase-2/L2-B is gone"],
  ])("%s to %s is never overwritten, and said once", async (from, to, where) => {
    place.write(FILE, NUMBERED);
    let left = "";
    await drive(recorded(planOf(NUMBERED), SHELVES), 1, {
      3: () => {
        edit(from, to)();
        left = place.read(FILE);
      },
    });
    expect(place.read(FILE)).toBe(left);
    expect(said).toEqual([
      `PROGRESS.json was changed by somebody else where Pawl keeps it: ${where}; it is left as it is from now on, and the run goes on`,
    ]);
  });

  test("to just what Pawl is about to say stays", async () => {
    place.write(FILE, NUMBERED);
    await drive(recorded(planOf(NUMBERED), SHELVES), 1, {
      6: edit(
        '"title": "Lend a book", "status": "in_progress"',
        '"title": "Lend a book", "status": "completed"',
      ),
    });
    expect(said).toEqual([]);
    expect(place.read(FILE)).toBe(NUMBERED_DONE);
  });

  test("is noticed as well where Pawl was dead meanwhile", async () => {
    place.write(FILE, NUMBERED);
    const all = recorded(planOf(NUMBERED), SHELVES);
    await drive(all.slice(0, 3));
    edit('"status": "in_progress"', '"status": "done"')();
    const left = place.read(FILE);
    await drive(all, 3);
    expect(place.read(FILE)).toBe(left);
    expect(said[0]).toContain("was changed by somebody else where Pawl keeps it");
  });

  test("and is half written just then, is waited for", async () => {
    place.write(FILE, NUMBERED);
    let whole: Promise<void> | undefined;
    const half = (): void => {
      const text = place.read(FILE).replace('"budget": 1.50', '"budget": 3');
      place.write(FILE, text.slice(0, 100));
      // Long before Pawl would take it for all that is to come.
      whole = setTimeout(50).then(() => void place.write(FILE, text));
    };
    await drive(recorded(planOf(NUMBERED), SHELVES), 1, { 3: half });
    await whole;
    expect(said).toEqual([]);
    expect(place.read(FILE)).toBe(NUMBERED_DONE.replace('"budget": 1.50', '"budget": 3'));
  });

  test("to what is no JSON is left alone", async () => {
    place.write(FILE, NUMBERED);
    await drive(recorded(planOf(NUMBERED), SHELVES), 1, { 3: () => place.write(FILE, '{"phases') });
    expect(place.read(FILE)).toBe('{"phases');
    expect(said).toEqual([
      "PROGRESS.json was changed by somebody else, and is no JSON; it is left as it is from now on, and the run goes on",
    ]);
  });

  test("to what is no UTF-8 is left alone, byte for byte", async () => {
    place.write(FILE, NUMBERED);
    const latin = Buffer.from(NUMBERED.replace("Library", "Bücher"), "latin1");
    await drive(recorded(planOf(NUMBERED), SHELVES), 1, {
      3: () => writeFileSync(join(place.dir, FILE), latin),
    });
    expect(readFileSync(join(place.dir, FILE)).equals(latin)).toBe(true);
    expect(said).toEqual([
      "PROGRESS.json was changed by somebody else, and is no JSON; it is left as it is from now on, and the run goes on",
    ]);
  });

  test("or a link that leads out, stops no run, and is said once", async () => {
    const outside = new Workspace();
    try {
      symlinkSync(outside.write("theirs.json", NUMBERED), join(place.dir, FILE));
      await drive(recorded(planOf(NUMBERED), SHELVES));
      expect(readFileSync(join(outside.dir, "theirs.json"), "utf8")).toBe(NUMBERED);
      expect(said).toEqual([
        "PROGRESS.json cannot be written: PROGRESS.json leads out of the plan's folder through a symbolic link; the run goes on without it",
      ]);
    } finally {
      outside.remove();
    }
  });

  test("such as a folder in its place, stops no run, and is said once", async () => {
    mkdirSync(join(place.dir, FILE));
    await drive(recorded(planOf(NUMBERED), SHELVES));
    expect(said).toEqual([
      "PROGRESS.json cannot be written: EISDIR: illegal operation on a directory, read; the run goes on without it",
    ]);
  });
});

test("however often it is killed, and wherever, the file comes to the same", async () => {
  const all = recorded(planOf(NUMBERED), SHELVES);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: all.length }), { maxLength: 4 }),
      async (ends) => {
        place.write(FILE, NUMBERED);
        rmSync(join(place.dir, ".pawl"), { recursive: true, force: true });
        let from = 1;
        for (const end of [...ends.sort((a, b) => a - b), all.length]) {
          await drive(all.slice(0, end), from);
          from = end;
        }
        expect(place.read(FILE)).toBe(NUMBERED_DONE);
      },
    ),
    { numRuns: 15 },
  );
});

test("state.json calls plan, phases and tasks as the PROGRESS.json does", async () => {
  const text = NUMBERED.replace('"current_phase"', '"plan_id": "library-1",\n  "current_phase"');
  const read = planOf(text);
  const state = ".claude/orchestrator/state.json";
  const both = { ...read, mirror: { ...read.mirror, state } };
  place.write(FILE, text);
  await drive(recorded(both, [phaseStarted("phase-2"), ...done("phase-2/L2-A")]));
  expect(JSON.parse(place.read(state))).toMatchObject({
    planId: "library-1",
    currentPhase: "2",
    completedTasks: ["L1-A", "L2-A"],
    pendingTasks: ["L2-B"],
  });
  place.write(FILE, TRUTHS);
  const truths = { ...planOf(TRUTHS), mirror: { ...planOf(TRUTHS).mirror, state } };
  await drive(recorded(truths, []));
  expect(JSON.parse(place.read(state))).toMatchObject({
    planId: "x",
    completedTasks: ["1/1", "2/1"],
    pendingTasks: ["2", "1.10"],
  });
});

test("state.json is seed 002's", async () => {
  const mirror = { state: ".claude/orchestrator/state.json" };
  const shop = plan([phase("P1", ["P1.1", "P1.2"]), phase("P2", ["P2.1"])], { mirror });
  const events = [phaseStarted("P1"), ...done("P1/P1.1"), begun("P1/P1.2")];
  await drive(recorded(shop, events));
  expect(JSON.parse(place.read(mirror.state))).toEqual({
    planId: "a plan",
    planPath: expect.any(String) as string,
    initialized: `${TIME}00.000Z`,
    lastUpdated: expect.stringMatching(/^2026-/) as string,
    status: "active",
    currentPhase: "P1",
    activeAgents: [
      {
        agentId: "command-P1.2-1",
        taskId: "P1.2",
        spawnedAt: expect.stringMatching(/^2026-/) as string,
        status: "running",
      },
    ],
    completedTasks: ["P1.1"],
    pendingTasks: ["P1.2", "P2.1"],
    failedTasks: [],
    tokenBudget: { used: 0, limit: null, compactionThreshold: 0.8 },
    githubConfig: { enabled: false, owner: null, repo: null, issueNumber: null },
    metrics: {
      tasksCompleted: 1,
      tasksFailed: 0,
      totalAgentsSpawned: 0,
      averageTaskDuration: 1_000,
    },
  });
});
