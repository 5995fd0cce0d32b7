import { describe, expect, test } from "vitest";
import { whyView } from "../../src/views/why.ts";
import type { WhyFacts } from "../../src/views/why.ts";
import { whyText } from "../../src/views/whyText.ts";
import { of, phase, plan, seedPlan, task, tries } from "../core/plans.ts";
import { given } from "./given.ts";
import type { Story } from "./given.ts";

const release = plan(
  [
    phase("build", ["compile", task("bundle", { dependsOn: ["compile"] })]),
    phase("ship", ["upload"], { dependsOn: ["build"] }),
  ],
  { name: "release" },
);

const driver = { host: "laptop", pid: 42 };

const text = (story: Story, facts: Partial<WhyFacts> = {}): string[] =>
  whyText(whyView(story.is, { now: story.now, driver: null, ...facts }));

describe("why a run failed", () => {
  test("one task, with its attempts, what it wrote last, what it stopped, and what goes on", () => {
    const flaky = plan([
      phase("build", [
        task("compile", { retry: tries(2) }),
        task("bundle", { dependsOn: ["compile"] }),
      ]),
      phase("ship", ["upload"], { dependsOn: ["build"] }),
    ]);
    const story = given(flaky)
      .breaks("build/compile", 30_000, { class: "timed-out", message: "timed out after 30s" })
      .after(1000)
      .breaks("build/compile", 2100, {
        message: "exit status 2",
        tail: "src/a.ts(3,1):\n\u001B[31merror\u001B[0m TS2304: Cannot find name 'foo'.\n",
      });
    expect(text(story)).toEqual([
      'Run r-1 of "a plan" failed: build/compile did not succeed.',
      "",
      "build/compile failed: exit status 2 (all 2 tries used)",
      "  attempt 1  timed-out after 30.0s: timed out after 30s",
      "  attempt 2  failed (transient) after 2.1s: exit status 2",
      "  it last wrote:",
      "    | src/a.ts(3,1):",
      "    | error TS2304: Cannot find name 'foo'.",
      "  not run because of it: build/bundle, ship",
      "",
      "To go on:",
      "  pawl logs r-1 build/compile  shows all that it wrote",
      "  pawl resume r-1              tries it again and goes on with what depends on it",
      "  pawl skip r-1 build/compile  passes over it; pawl resume then goes on without it",
      "  pawl abort r-1               ends the run for good",
    ]);
  });

  test("a message of pages is cut, and says how many tries it had all the same", () => {
    const pages = "not ok 1 - a test\n".repeat(500);
    const story = given(plan([phase("build", [task("compile", { retry: tries(2) })])]))
      .breaks("build/compile", 10, { message: pages })
      .after(1000)
      .breaks("build/compile", 10, { message: pages });
    const [told, ...attempts] = text(story).filter((each) => each.includes("not ok"));
    expect(told).toMatch(
      /^build\/compile failed: not ok 1 - a test .{500,580}… \(all 2 tries used\)$/,
    );
    expect(attempts).toHaveLength(2);
    for (const each of attempts) expect(each).toMatch(/^ {2}attempt \d .{150,260}…$/);
  });

  test("several tasks: each by name, and a retry of one alone", () => {
    const story = given(plan([phase("build", ["a", "b", "c", "d", "e"])]));
    for (const id of ["a", "b", "c", "d"]) story.breaks(`build/${id}`, 10);
    story.does("build/e");
    const lines = text(story);
    expect(lines[0]).toBe(
      'Run r-1 of "a plan" failed: 4 tasks did not succeed: build/a, build/b, build/c, build/d.',
    );
    expect(lines).toContain("build/d failed: exit status 1");
    expect(lines.slice(-6)).toEqual([
      "To go on:",
      "  pawl logs r-1 build/a   shows all that it wrote",
      "  pawl resume r-1         tries the 4 failed tasks again and goes on with what depends on them",
      "  pawl retry r-1 build/a  tries only this one again",
      "  pawl skip r-1 build/a   passes over it; pawl resume then goes on without it",
      "  pawl abort r-1          ends the run for good",
    ]);
  });

  test("a phase of seed 004 is named once", () => {
    const story = given(seedPlan(["scout", ["build", ["scout"]]])).breaks("scout/scout", 10);
    expect(text(story).slice(0, 3)).toEqual([
      'Run r-1 of "a plan" failed: scout did not succeed.',
      "",
      "scout failed: exit status 1",
    ]);
    expect(text(story)).toContain("  not run because of it: build");
  });

  test("with on_failure: stop, what was not begun is told", () => {
    const story = given(plan([phase("build", ["a", "b", "c"])], { onFailure: "stop" }));
    story.breaks("build/a", 10);
    expect(text(story)).toContain(
      "2 tasks not begun, as the plan says on_failure: stop: build/b, build/c.",
    );
  });

  test("what a person has passed over since is not blamed", () => {
    const story = given(release).breaks("build/compile", 10).skips("build/compile");
    expect(text(story)).toEqual([
      'Run r-1 of "release" failed: what had failed has been passed over since, and the run can go on.',
      "",
      "build/compile skipped: passed over by a person.",
      "",
      "To go on:",
      "  pawl resume r-1  goes on",
      "  pawl abort r-1   ends the run for good",
    ]);
  });

  test("a condition that could not be worked out has no attempts", () => {
    const story = given(release).ask({
      type: "decline",
      ...of("build/compile"),
      error: "its condition could not be worked out: no such key: outputs.x",
    });
    expect(text(story)[2]).toBe(
      "build/compile failed: its condition could not be worked out: no such key: outputs.x",
    );
  });
});

describe("what a run waits for", () => {
  test("work under way", () => {
    const story = given(release).starts("build/compile").after(65_000);
    const tails = new Map([["build/compile", "\u001B[1m[12/40]\u001B[0m a.ts"]]);
    expect(text(story, { driver, tails })).toEqual([
      'Run r-1 of "release" is running, driven by process 42 on laptop: 1 under way, 2 to come.',
      "",
      "build/compile has been at attempt 1 for 1m 05s: [12/40] a.ts",
      "",
      "To go on:",
      "  pawl status r-1 --watch  shows it as it goes",
      "  pawl logs r-1 -f         shows what the tasks write",
      "  pawl pause r-1           starts nothing new until it is resumed",
      "  pawl abort r-1           ends the run for good",
    ]);
  });

  test("a rest before another try", () => {
    const story = given(plan([phase("build", [task("a", { retry: tries(3) })])])).breaks("build/a");
    expect(text(story.after(400), { driver }).slice(0, 3)).toEqual([
      'Run r-1 of "a plan" is running, driven by process 42 on laptop: 0 under way, 1 resting before another try, 0 to come.',
      "",
      "build/a rests: attempt 2 of 3 is due in 1s. Its last failure: exit status 1",
    ]);
  });

  test("somebody to drive it, after it was killed", () => {
    const story = given(release).starts("build/compile").after(1000);
    expect(
      text(story, { changedFiles: [{ path: "/home/ann/plan.yaml", state: "changed" }] }),
    ).toEqual([
      'Run r-1 of "release" was interrupted: nobody drives it. What is done stays done.',
      "",
      "build/compile was at attempt 1",
      "",
      "1 attempt may still be at work on its own; resume takes the result.",
      "/home/ann/plan.yaml has changed since the run started; the run keeps to the plan as it was then.",
      "",
      "To go on:",
      "  pawl resume r-1  goes on where it stopped",
      "  pawl abort r-1   ends the run for good",
    ]);
  });

  test("a person who paused it", () => {
    const story = given(release).starts("build/compile").pauses();
    expect(text(story, { driver })[0]).toBe(
      'Run r-1 of "release" is paused by a person; 1 attempt under way may still end.',
    );
    expect(text(story).slice(-3)).toEqual([
      "To go on:",
      "  pawl resume r-1  goes on",
      "  pawl abort r-1   ends the run for good",
    ]);
  });

  test("a person, after the phase of --until", () => {
    const until = { options: { until: release.phases[0]!.id } };
    const story = given(release, until).does("build/compile").does("build/bundle");
    expect(text(story)[0]).toBe(
      'Run r-1 of "release" is paused: it has come to the end of phase build, as --until asked.',
    );
  });

  test("the end of its attempts, while it is being aborted", () => {
    const story = given(release).starts("build/compile").aborts();
    expect(text(story, { driver })[0]).toBe(
      'Run r-1 of "release" is being aborted: 1 attempt to end.',
    );
    expect(text(story)[0]).toBe(
      'Run r-1 of "release" was to be aborted, and whoever drove it ended before that was done.',
    );
  });
});

describe("a run that waits for nothing", () => {
  test("because it is completed, with what did not go as usual", () => {
    const lenient = plan([
      phase("build", [
        task("lint", { continueOnError: true }),
        task("docs", { when: "failure" }),
        "b",
      ]),
    ]);
    const story = given(lenient).breaks("build/lint", 500).does("build/b", 700);
    expect(text(story)).toEqual([
      'Run r-1 of "a plan" is completed: it took 1.2s for 3 tasks.',
      "",
      "build/lint failed, which the plan allows (continue_on_error).",
      "build/docs skipped: its condition did not hold.",
      "",
      "To go on:",
      "  pawl logs r-1                 shows what the tasks wrote",
      "  pawl metrics r-1              shows where the time went",
      "  pawl run /home/ann/plan.yaml  starts a new run of the plan file as it is now",
    ]);
  });

  test("because it was aborted", () => {
    const story = given(release)
      .starts("build/compile")
      .after(900)
      .aborts()
      .cancels("build/compile");
    expect(text(story)).toEqual([
      'Run r-1 of "release" was aborted after 900ms and does not go on.',
      "",
      "To go on:",
      "  pawl logs r-1                 shows what the tasks wrote",
      "  pawl run /home/ann/plan.yaml  starts a new run of the plan file as it is now",
    ]);
  });
});

test("a chain of 20,000 tasks that its first link stopped is told at once", () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => `t${at}`);
  const chain = ids.map((id, at) => task(id, { dependsOn: at === 0 ? [] : [ids[at - 1]!] }));
  const story = given(plan([phase("build", chain)])).breaks("build/t0", 10);
  expect(text(story)).toContain(
    "  not run because of it: build/t1, build/t2, build/t3, build/t4, build/t5, build/t6, build/t7, build/t8 and 19991 more",
  );
});
