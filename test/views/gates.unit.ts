import { expect, test } from "vitest";
import { statusView } from "../../src/views/status.ts";
import { whyView } from "../../src/views/why.ts";
import { whyText } from "../../src/views/whyText.ts";
import { plainLine } from "../../src/tui/plainLog.ts";
import { askedNote } from "../../src/tui/askedLine.ts";
import { approves, atGate, DIGEST, gated, gateFails, rejects, waitsForApproval } from "./gated.ts";
import { given } from "./given.ts";
import type { Story } from "./given.ts";

const linesOf = (story: Story): string[] =>
  story.events.flatMap(
    (each) =>
      plainLine(each, story.is)
        ?.split("\n")
        .map((line) => line.slice(10)) ?? [],
  );

const gateOf = (story: Story) => statusView(story.is, story.now).phases[0]!;

test("a gate that is being checked is waited for", () => {
  const story = atGate();
  expect(gateOf(story)).toMatchObject({ status: "gate", gate: { round: 1 } });
  expect(statusView(story.is, story.now).waitingFor).toEqual([
    { type: "gate", phase: "build", round: 1 },
  ]);
  expect(whyView(story.is, { now: story.now }).headline).toBe(
    'Run r-1 of "a plan" is running: 0 under way, 1 gate being checked, 1 to come.',
  );
});

test("an approval is waited for, with the commands", () => {
  const story = waitsForApproval(
    given(
      gated({
        from: ["ann", "bob"],
        signers: "ann ssh-ed25519 A",
        timeout: { afterMs: 3_600_000, then: "reject" },
      }),
    ),
  );
  const status = statusView(story.is, story.now);
  expect(status.status).toBe("waiting");
  expect(status.phases[0]).toMatchObject({
    status: "waiting",
    gate: {
      round: 1,
      digest: DIGEST,
      phrase: "proceed to ship",
      until: "2026-03-01T13:00:02.000Z",
    },
  });
  expect(status.waitingFor).toEqual([
    {
      type: "approval",
      phase: "build",
      round: 1,
      digest: DIGEST,
      phrase: "proceed to ship",
      until: "2026-03-01T13:00:02.000Z",
      from: ["ann", "bob"],
      signed: true,
      command: "pawl approve r-1 build",
      rejectCommand: "pawl reject r-1 build --reason TEXT",
    },
  ]);
  expect(whyText(whyView(story.is, { now: story.now }))).toEqual([
    'Run r-1 of "a plan" waits for an approval of build.',
    "",
    "build waits for an approval of evidence 0123456789ab, round 1",
    '  to be said: "proceed to ship"',
    "  by: ann, bob",
    "  it must be signed",
    "  until: 2026-03-01T13:00:02.000Z",
    "",
    "To go on:",
    '  pawl approve r-1 build               shows the evidence and asks for "proceed to ship"',
    "  pawl reject r-1 build --reason TEXT  has it done again, for that reason",
    "  pawl resume r-1                      goes on after that",
    "  pawl abort r-1                       ends the run for good",
  ]);
});

test("of a gate that does not hold, the checks are told and what they wrote", () => {
  const story = gateFails();
  expect(gateOf(story).gate).toEqual({
    round: 1,
    digest: DIGEST,
    failed: "its gate does not hold: tests: exit 1; expected 0",
  });
  expect(whyText(whyView(story.is, { now: story.now })).slice(0, 9)).toEqual([
    'Run r-1 of "a plan" failed: the gate of build does not hold.',
    "",
    "the gate of build does not hold (round 1):",
    "  tests (run): exit 1; expected 0",
    "  it last wrote:",
    "    | 1 test failed",
    "    | add: expected 3",
    "",
    "To go on:",
  ]);
  expect(whyView(story.is, { now: story.now }).commands).toEqual([
    {
      command: "pawl retry r-1 build",
      does: "does the phase again; its tasks are told which checks did not pass",
    },
    { command: "pawl resume r-1", does: "checks the gate again, for when it was at fault" },
    { command: "pawl abort r-1", does: "ends the run for good" },
  ]);
});

test("each thing that happens at a gate has its line", () => {
  const story = rejects(waitsForApproval(), "add\ntests");
  expect(linesOf(story)).toEqual([
    "build  phase started: 1 task",
    "build/code  started",
    "build/code  completed in 2.0s",
    "build  its gate is checked",
    "build  gate holds: 2 checks",
    "build  waits for an approval of evidence 0123456789ab: pawl approve r-1 build",
    "run waits for an approval of ; pawl why r-1 says more",
    "build  sent back by ann@laptop (pid 1): add tests",
  ]);
  const after = approves(waitsForApproval()).resumes();
  expect(linesOf(after)).toContain(
    "build  approved by ann@laptop (pid 1), on evidence 0123456789ab",
  );
});

test("on the screen the command stays that shows what is to be approved", () => {
  const story = waitsForApproval();
  const notes = story.events.flatMap((each) => askedNote(each, story.is) ?? []);
  expect(notes).toEqual([
    "build waits for an approval of evidence 0123456789ab: pawl approve r-1 build",
  ]);
});
