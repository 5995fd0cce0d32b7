import { afterAll, beforeAll, expect, test } from "vitest";
import { replay } from "../../src/core/replay.ts";
import { evolve } from "../../src/core/evolve.ts";
import type { Run } from "../../src/core/run.ts";
import { plainLine, plainLog } from "../../src/tui/plainLog.ts";
import { colorsFor } from "../../src/tui/terminal.ts";
import { phase, plan, seedPlan, task, tries } from "../core/plans.ts";
import { given } from "../views/given.ts";
import type { Story } from "../views/given.ts";

const zone = process.env["TZ"];
beforeAll(() => void (process.env["TZ"] = "UTC"));
afterAll(() => void (process.env["TZ"] = zone));

/** The log as it would have come, event by event. */
function log(story: Story): string {
  let run: Run | undefined;
  const lines = story.events.map((each) => {
    run = evolve(run, each);
    return plainLine(each, run);
  });
  return lines.filter((each) => each !== undefined).join("\n");
}

test("a run with a retry, a failure and what that stops", () => {
  const story = given(
    plan([
      phase("build", [
        "compile",
        task("types", { retry: tries(2) }),
        task("docs", { when: "failure" }),
      ]),
      phase("ship", ["upload"], { dependsOn: ["build"] }),
    ]),
  )
    .does("build/compile", 1200)
    .breaks("build/types", 300, { class: "timed-out", message: "timed out after 300ms" })
    .after(1000)
    .breaks("build/types", 70_000, { message: "exit 2", tail: "one\n\u001B[31mtwo\u001B[0m\n" });
  expect(log(story)).toMatchInlineSnapshot(`
    "12:00:00  build  phase started: 3 tasks
    12:00:00  build/docs  skipped: its condition did not hold
    12:00:00  build/compile  started
    12:00:01  build/compile  completed in 1.2s
    12:00:01  build/types  started
    12:00:01  build/types  attempt 1 of 2 timed out after 300ms: timed out after 300ms; next try in 1.0s
    12:00:02  build/types  started (attempt 2 of 2)
    12:01:12  build/types  failed: exit 2 (all 2 tries used)
              | one
              | two
    12:01:12  build  phase failed after 1m 12s
    12:01:12  ship  skipped: what it depends on failed
    12:01:12  run failed after 1m 12s; pawl why r-1 says more"
  `);
});

test("a phase of seed 004 is one with its task; what could not run says why", () => {
  const story = given(seedPlan(["scout", ["build", ["scout"]]]))
    .breaks("scout/scout", 900)
    .retries("scout")
    .does("scout/scout", 400)
    .does("build/build", 10);
  expect(log(story)).toMatchInlineSnapshot(`
    "12:00:00  scout  started
    12:00:00  scout  failed: exit status 1
    12:00:00  build  skipped: what it depends on failed
    12:00:00  run failed after 900ms; pawl why r-1 says more
    12:00:00  to be done again, by ann@laptop (pid 1): scout/scout
    12:00:00  scout  started (attempt 2)
    12:00:01  scout  completed in 400ms
    12:00:01  build  started
    12:00:01  build  completed in 10ms
    12:00:01  run completed after 1.3s"
  `);
});

test("what people did: pause, resume, skip, abort", () => {
  const story = given(plan([phase("a", ["x", "y"]), phase("b", ["z"], { dependsOn: ["a"] })]))
    .starts("a/x")
    .pauses()
    .after(5000)
    .resumes(true)
    .skips("a/y")
    .aborts()
    .cancels("a/x");
  expect(log(story)).toMatchInlineSnapshot(`
    "12:00:00  a  phase started: 2 tasks
    12:00:00  a/x  started
    12:00:00  run paused by ann@laptop (pid 1); pawl resume r-1 goes on
    12:00:05  run r-1 resumed by ann@laptop (pid 2); the driver before had ended without a word
    12:00:05  a/y  skipped: passed over by a person
    12:00:05  abort requested by ann@laptop (pid 1)
    12:00:05  a/x  cancelled after 5.0s: the run is aborted
    12:00:05  run aborted after 5.0s"
  `);
});

test("names stand in one column, after a heading that says which run it is", () => {
  const written: string[] = [];
  const story = given(plan([phase("build", ["a", "a-long-name"])])).does("build/a");
  const watcher = plainLog({
    run: story.is,
    color: false,
    mask: String,
    write: (text) => written.push(text),
  });
  const before = story.events.length;
  story.does("build/a-long-name", 20);
  const run = replay(story.events)!;
  for (const each of story.events.slice(before)) watcher.event(each, run);
  watcher.note("a note\u001B[2J");
  expect(written.map((each) => each.replace(/^\d\d:\d\d:\d\d/, "hh:mm:ss"))).toEqual([
    'hh:mm:ss  run r-1 of "a plan": 1 phase, 2 tasks, 1 of them settled\n',
    "hh:mm:ss  build/a-long-name  started\n",
    "hh:mm:ss  build/a-long-name  completed in 20ms\n",
    "hh:mm:ss  build              phase completed in 1.0s\n",
    "hh:mm:ss  run completed after 1.0s\n",
    "a note\n",
  ]);
});

test("colours tell good from bad where they are wanted", () => {
  const story = given(plan([phase("a", ["x"])])).breaks("a/x", 10);
  const failed = story.events.find((each) => each.event.type === "task-failed")!;
  expect(plainLine(failed, story.is, { colors: colorsFor(true) })).toBe(
    "\u001B[2m12:00:00\u001B[22m  a/x  \u001B[31mfailed: exit status 1\u001B[39m",
  );
});
