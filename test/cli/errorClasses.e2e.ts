import { afterEach, expect, test } from "vitest";
import { Workspace } from "./rig.ts";

let place: Workspace;
afterEach(() => place.remove());

const PLAN = `pawl: 1
name: classes
concurrency: 1
agents: { robot: { use: scripted, script: robot.yaml } }
defaults: { retry: { delay: 1ms } }
notify: [{ on: [blocked, failed], run: 'echo "$PAWL_NOTIFY_ON $PAWL_NOTIFY_TEXT" >> told.txt' }]
phases:
  - id: heal
    depends_on: []
    tasks: [{ id: twice, agent: robot, prompt: Go. }, { id: never, agent: robot, prompt: Go. }]
  - id: dead
    depends_on: []
    tasks: [{ id: gone, agent: robot, prompt: Go. }, { id: after, agent: robot, prompt: Go. }]
  - id: asks
    depends_on: []
    tasks: [{ id: which, agent: robot, prompt: Go. }, { id: other, agent: robot, prompt: Go. }]
`;

const SCRIPT = `tasks:
  twice:
    1: [{ fail: { class: transient, message: the line broke } }]
    2:
      - expect_prompt: { contains: [the line broke] }
      - fail: { class: transient, message: it broke again }
    default:
      - expect_prompt: { contains: [it broke again] }
      - report: { status: success, summary: done }
  never: [{ fail: { class: transient, message: no line } }]
  gone: [{ fail: { class: fatal, message: nobody is signed in } }]
  which: { 1: [{ flag: { type: question, text: Which? } }], default: [{ report: { status: success, summary: done } }] }
default: [{ report: { status: success, summary: done } }]
`;

test("what may heal is tried three times and told why, what asks is told to people, what is fatal ends its phase", async () => {
  place = new Workspace();
  place.write("plan.yaml", PLAN);
  place.write("robot.yaml", SCRIPT);
  const { code, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
  expect(stderr).toBe("");
  const status = JSON.parse((await place.pawl("status", "--json")).stdout) as {
    phases: {
      id: string;
      status: string;
      tasks: { id: string; status: string; attempts: number }[];
    }[];
  };
  const seen = status.phases.map(({ id, status: is, tasks }) => [
    `${id} ${is}`,
    ...tasks.map((each) => `${each.id} ${each.status} ${each.attempts}`),
  ]);
  expect(seen).toEqual([
    ["heal failed", "twice completed 3", "never failed 3"],
    ["dead failed", "gone failed 1", "after pending 0"],
    ["asks running", "which blocked 1", "other completed 1"],
  ]);
  expect(code).toBe(4);
  expect(place.read("told.txt")).toContain("Which?");
  const why = (await place.pawl("why")).stdout;
  expect(why).toContain("nobody is signed in");
  expect(why).toContain("Which?");

  await place.pawl("answer", "asks/which", "That.");
  const ended = await place.pawl("resume", "--no-live");
  expect(ended.code).toBe(1);
  expect(place.types().at(-1)).toBe("run-failed");
  const done = place
    .events()
    .flatMap(({ event }) => (event.type === "phase-completed" ? [event.phase] : []));
  expect(done).toEqual(["asks"]);
}, 240_000);
