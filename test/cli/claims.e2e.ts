import { afterEach, describe, expect, test } from "vitest";
import { RepositoryPlace } from "./repository.ts";
import { Workspace } from "./rig.ts";

let place: Workspace;
afterEach(() => place.remove());

const PHASES = `
defaults: { retry: { max_attempts: 3, delay: 1ms } }
agents:
  robot: { use: scripted, script: robot.yaml }
  teller: { use: scripted, script: robot.yaml, attempt_tools: false }
  looker: { use: scripted, script: robot.yaml, permissions: read-only }
phases:
  - id: build
    tasks:
      - { id: api, agent: robot, prompt: Write it. }
      - { id: same, agent: robot, prompt: Write it. }
      - { id: told, agent: teller, prompt: Write it. }
      - { id: part, agent: robot, prompt: Write it. }
      - { id: look, agent: looker, prompt: Look at it. }
      - { id: late, agent: robot, prompt: Write it., retry: { max_attempts: 1 } }
`;

const block = (task: string): string =>
  `"TASK_COMPLETE: ${task}\\nSTATUS: completed\\nARTIFACTS: []\\nSUMMARY: did it"`;

const SCRIPT = `tasks:
  api:
    1:
      - write: { file: api.txt, text: one }
      - report: { status: success, summary: wrote it, files: [api.txt, docs/api.md, a.txt] }
    default:
      - expect_prompt: { contains: ["docs/api.md is not there", "a.txt was not changed"] }
      - write: { file: docs/api.md, text: two }
      - report: { status: success, summary: wrote it, files: [./api.txt, docs/api.md] }
  same: [{ report: { status: success, summary: done, files: [no.txt] } }]
  told:
    1: [{ result: ${block("part")} }]
    2: [{ result: ${block("build/told")} }]
  part:
    - write: { file: part.txt, text: one }
    - report: { status: partial, summary: half of it, files: [part.txt, docs/part.md] }
  look: [{ report: { status: success, summary: read it, files: [a.txt] } }]
  late:
    1:
      - write: { file: late.txt, text: one }
      - report: { status: failure, summary: no luck }
    default:
      - report: { status: success, summary: it was there, files: [late.txt] }
`;

/** The message of each attempt that was refuted, by its task. */
const refuted = (): [string, string][] =>
  place
    .events()
    .flatMap(({ event }): [string, string][] =>
      event.type === "attempt-failed" && event.failure.class === "claim-refuted"
        ? [[`${event.task}@${event.attempt}`, event.failure.message]]
        : [],
    );

const NOT_SO = "what it reports does not hold:";

describe.each([
  ["in a worktree", () => new RepositoryPlace(), "workspace: { mode: worktree }"],
  ["in place", () => new RepositoryPlace(), ""],
  ["without git", () => new Workspace(), ""],
])("%s", (_, make, workspace) => {
  test("a report is taken as far as it holds, and the next attempt is told what does not", async () => {
    place = make();
    place.write("a.txt", "one\n");
    place.write("robot.yaml", SCRIPT);
    place.write("plan.yaml", `pawl: 1\nname: claims\n${workspace}\n${PHASES}`);
    const { code, stdout } = await place.pawl(
      "run",
      "plan.yaml",
      "--no-live",
      "--concurrency",
      "1",
    );
    expect(code).toBe(1);
    expect(stdout).toContain("attempt 1 of 3 was refuted");
    const same = `${NOT_SO}\n- no.txt is not there`;
    expect(refuted()).toEqual([
      ["api@1", `${NOT_SO}\n- docs/api.md is not there\n- a.txt was not changed by this task`],
      ["same@1", same],
      ["same@2", same],
      ["told@1", `${NOT_SO}\n- it reports task part, and was given task told`],
    ]);
    const ended = place
      .events()
      .flatMap(({ event }) =>
        event.type === "task-completed" || event.type === "task-failed" ? [event] : [],
      );
    expect(ended).toMatchObject([
      { type: "task-completed", task: "api" },
      { type: "task-failed", task: "same", message: `${same} (twice in a row in the same way)` },
      { type: "task-completed", task: "told" },
      { type: "task-completed", task: "part", warning: "half of it; docs/part.md is not there" },
      { type: "task-completed", task: "look" },
      { type: "task-failed", task: "late" },
    ]);
    // What an attempt that failed has written is the task's own.
    expect((await place.pawl("retry", "build/late", "--no-live")).stdout).toContain("late");
    expect(refuted()).toHaveLength(4);
    expect(place.events().at(-1)!.event).toMatchObject({ type: "run-failed" });
  }, 240_000);
});

test("a review claims nothing of the files that it names", async () => {
  place = new RepositoryPlace();
  place.write(
    "plan.yaml",
    `pawl: 1
name: reviewed
workspace: { mode: worktree }
agents: { robot: { use: scripted, script: robot.yaml } }
phases:
  - id: build
    tasks:
      - id: api
        agent: robot
        prompt: Write it.
        acceptance: [it is there]
        pipeline: { review_spec: true, review_quality: false }
`,
  );
  place.write(
    "robot.yaml",
    `tasks:
  api:
    implement:
      - write: { file: api.txt, text: one }
      - report: { status: success, summary: wrote it, files: [api.txt] }
    default:
      - review: pass
      - report: { status: success, summary: read it, files: [a.txt, api.txt, no.txt] }
`,
  );
  const { code, stdout } = await place.pawl("run", "plan.yaml", "--no-live");
  expect(stdout).not.toContain("refuted");
  expect(code).toBe(0);
});

test("checks of a task are run where it works, and what a failing one wrote is told to the agent", async () => {
  const repository = new RepositoryPlace();
  place = repository;
  place.write(
    "plan.yaml",
    `pawl: 1
name: checked
workspace: { mode: worktree }
agents: { robot: { use: scripted, script: robot.yaml } }
phases:
  - id: build
    tasks:
      - id: api
        agent: robot
        prompt: Write it.
        env: { WANTED: three }
        check: [grep one api.txt, "grep -c $WANTED api.txt"]
`,
  );
  place.write(
    "robot.yaml",
    `tasks:
  api:
    1:
      - expect_prompt: { contains: ["grep one api.txt"] }
      - write: { file: api.txt, text: "one\\n" }
      - report: { status: success, summary: wrote it, files: [api.txt] }
    default:
      - expect_prompt: { contains: ["failed: grep -c $WANTED api.txt"] }
      - write: { file: api.txt, text: "one three\\n" }
      - report: { status: success, summary: mended it, files: [api.txt] }
`,
  );
  const { code, stdout } = await place.pawl("run", "plan.yaml", "--no-live");
  expect(code).toBe(0);
  expect(stdout).toContain("a check of the task does not pass: exit 1");
  expect(refuted().map(([attempt]) => attempt)).toEqual(["api@2"]);
  const stages = place
    .events()
    .flatMap(({ event }) => (event.type === "attempt-started" ? [event.stage] : []));
  expect(stages).toEqual(["implement", "check", "implement", "check"]);
  expect(repository.git("show", `pawl/${place.run()}:api.txt`)).toBe("one three");
}, 240_000);
