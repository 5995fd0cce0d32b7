import { describe, expect, test } from "vitest";
import type { Recorded } from "../../src/core/events.ts";
import type { Plan } from "../../src/core/plan.ts";
import { plainLine } from "../../src/tui/plainLog.ts";
import { renderScreen } from "../../src/tui/screen.ts";
import { formatClock } from "../../src/views/duration.ts";
import { statusView } from "../../src/views/status.ts";
import { whyView } from "../../src/views/why.ts";
import { whyText } from "../../src/views/whyText.ts";
import { agentTask, phase, plan } from "../core/plans.ts";
import { given } from "./given.ts";
import type { Story } from "./given.ts";

const builds: Plan = plan([phase("build", [agentTask("code"), agentTask("review"), "compile"])]);
const driver = { host: "laptop", pid: 42 };
const HOUR = 3_600_000;

const why = (story: Story, driven = false): string[] =>
  whyText(whyView(story.is, { now: story.now, driver: driven ? driver : null }));

const screen = (story: Story): string[] =>
  renderScreen(story.is, {
    width: 110,
    height: 20,
    now: story.now,
    lastLines: new Map(),
    color: false,
    ascii: true,
    interrupted: false,
  });

/** The story's last lines in the plain log, without their times. */
function log(story: Story, count: number): string[] {
  const replayed = story.events.flatMap((each: Recorded) => plainLine(each, story.is) ?? []);
  return replayed.slice(-count).map((each) => each.slice(10));
}

describe("a task that asks", () => {
  const asking = (): Story =>
    given(builds).does("build/compile").does("build/review").asks("build/code", "Which?\n\nA or B");

  test("blocks its run, which says what to type", () => {
    expect(why(asking())).toEqual([
      'Run r-1 of "a plan" is blocked: build/code waits for an answer.',
      "",
      "build/code waits for an answer; attempt 1 asked:",
      "    | Which?",
      "    |",
      "    | A or B",
      "",
      "To go on:",
      "  pawl answer r-1 build/code TEXT  answers it",
      "  pawl resume r-1                  goes on after that",
      "  pawl abort r-1                   ends the run for good",
    ]);
  });

  test("answered, its run goes on when it is resumed", () => {
    const story = asking().answers("build/code");
    expect(why(story)).toEqual([
      'Run r-1 of "a plan" has been answered, and goes on when it is resumed.',
      "",
      "To go on:",
      "  pawl resume r-1  goes on",
      "  pawl abort r-1   ends the run for good",
    ]);
  });

  test("does not stop the others", () => {
    const story = given(builds).asks("build/code", "Which?").starts("build/compile");
    expect(why(story, true)).toEqual([
      'Run r-1 of "a plan" is running, driven by process 42 on laptop: 1 under way, 1 waiting for an answer, 1 to come.',
      "",
      "build/compile has been at attempt 1 for 0s",
      "",
      "build/code waits for an answer; attempt 1 asked:",
      "    | Which?",
      "",
      "To go on:",
      "  pawl answer r-1 build/code TEXT  answers it",
      "  pawl status r-1 --watch          shows it as it goes",
      "  pawl logs r-1 -f                 shows what the tasks write",
      "  pawl pause r-1                   starts nothing new until it is resumed",
      "  pawl abort r-1                   ends the run for good",
    ]);
  });

  test("is named in the status", () => {
    const view = statusView(asking().is, 0, null);
    expect(view.phases[0]!.tasks[0]).toMatchObject({ status: "blocked", failure: "blocked" });
    expect(view.waitingFor).toContainEqual({
      type: "answer",
      phase: "build",
      task: "code",
      attempt: 1,
      flags: [{ type: "question", text: "Which?\n\nA or B" }],
      command: "pawl answer r-1 build/code TEXT",
    });
  });

  test("is seen on the screen and in the log", () => {
    expect(screen(asking())).toContainEqual(expect.stringMatching(/code .*asks: Which\? A or B$/));
    expect(log(asking(), 2)).toEqual([
      "build/code  asks: Which? A or B; pawl answer r-1 build/code TEXT answers it",
      "run is blocked: build/code must be answered; pawl answer r-1 build/code TEXT",
    ]);
  });

  test("among several: the command that shows all", () => {
    const story = given(builds)
      .does("build/compile")
      .asks("build/review", "B?")
      .asks("build/code", "A?");
    expect(log(story, 1)).toEqual([
      "run is blocked: build/code, build/review must be answered; pawl why r-1 says more",
    ]);
    expect(why(story)[0]).toBe(
      'Run r-1 of "a plan" is blocked: build/code, build/review wait for an answer.',
    );
  });

  test("at length is shown at its beginning", () => {
    const long = Array.from({ length: 22 }, (_, at) => `${at}`).join("\n");
    const lines = why(given(builds).asks("build/code", long));
    expect(lines.slice(lines.indexOf("    | 19"), lines.indexOf("    | 19") + 2)).toEqual([
      "    | 19",
      "    … 2 more lines",
    ]);
  });
});

describe("a task that waits for a limit", () => {
  const limited = (): Story => given(builds).meetsLimit("build/code", HOUR).starts("build/compile");
  // Chance adds half of two seconds.
  const clock = (story: Story): string => formatClock(story.now + HOUR + 1000, story.now);

  test("says until when, for whose limit, and that this costs no try", () => {
    const story = limited();
    expect(why(story, true).slice(0, 5)).toEqual([
      'Run r-1 of "a plan" is running, driven by process 42 on laptop: 1 under way, 1 waiting for a limit, 1 to come.',
      "",
      "build/compile has been at attempt 1 for 0s",
      "",
      `build/code waits until ${clock(story)} for the limit of agent builder; uses up no try. The agent said: 5-hour limit`,
    ]);
    expect(statusView(story.is, story.now).waitingFor).toContainEqual({
      type: "retry",
      phase: "build",
      task: "code",
      attempt: 2,
      at: new Date(story.now + HOUR + 1000).toISOString(),
      limited: true,
      agent: "builder",
    });
  });

  test("is seen on the screen and in the log", () => {
    const story = given(builds).meetsLimit("build/code", HOUR);
    const waits = `waits until ${clock(story)} for the limit of agent builder; uses up no try`;
    expect(screen(story).some((each) => each.endsWith(waits))).toBe(true);
    expect(log(story, 1)).toEqual([
      `build/code  attempt 1 was rate limited after 1.0s: 5-hour limit; ${waits}`,
    ]);
  });

  test("that is over says so", () => {
    const story = given(builds).meetsLimit("build/code", HOUR);
    const until = clock(story);
    const lines = why(story.after(HOUR + 2000));
    expect(lines[2]).toBe(
      `build/code waited until ${until} for the limit of agent builder; uses up no try. The agent said: 5-hour limit`,
    );
  });
});
