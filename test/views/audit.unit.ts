import { expect, test } from "vitest";
import { auditRows, auditView } from "../../src/views/audit.ts";
import { phase, plan, task, tries } from "../core/plans.ts";
import { given } from "./given.ts";

const small = plan([phase("build", [task("a", { retry: tries(2) })], { checkpoint: true })]);

test("the audit trail has an entry for each event: when, what, of what, by whom", () => {
  const story = given(small, { options: { concurrency: 2 }, params: { level: "high" } })
    .breaks("build/a", 500, { class: "lost", message: "gone without a result" })
    .after(1000)
    .breaks("build/a", 100, { message: "exit\nstatus 2" })
    .after(60_000)
    .breaks("build/a", 100, { class: "fatal", message: "no such file" })
    .retries("build/a")
    .aborts();
  const rows = auditRows(auditView(story.events)).map(([seq, at, ...rest]) => [
    `${seq} ${at!.slice(11)}`,
    ...rest,
  ]);
  expect(rows).toEqual([
    [
      "1 12:00:00.000Z",
      "run-started",
      "",
      'plan "a plan" of 1 phase, 1 task; from /home/ann/plan.yaml (sha256 abababababab); concurrency 2; level="high"; pawl 0.1.0; by ann@laptop (pid 1)',
    ],
    ["2 12:00:00.000Z", "checkpoint-recorded", "build", "a restore point"],
    ["3 12:00:00.000Z", "phase-started", "build", ""],
    ["4 12:00:00.000Z", "attempt-started", "build/a@1", ""],
    [
      "5 12:00:00.500Z",
      "attempt-failed",
      "build/a@1",
      "lost: gone without a result; again at once",
    ],
    ["6 12:00:01.500Z", "attempt-started", "build/a@2", ""],
    ["7 12:00:01.600Z", "attempt-failed", "build/a@2", "exit status 2; again in 1.0s"],
    ["8 12:01:01.600Z", "attempt-started", "build/a@3", ""],
    ["9 12:01:01.700Z", "attempt-failed", "build/a@3", "fatal: no such file; no more tries"],
    ["10 12:01:01.700Z", "task-failed", "build/a", "no such file"],
    ["11 12:01:01.700Z", "phase-failed", "build", ""],
    ["12 12:01:01.700Z", "run-failed", "", ""],
    ["13 12:01:01.700Z", "retry-requested", "", "build/a; by ann@laptop (pid 1)"],
    ["14 12:01:01.700Z", "checkpoint-recorded", "build", "a restore point"],
    ["15 12:01:01.700Z", "phase-started", "build", ""],
    ["16 12:01:01.700Z", "abort-requested", "", "by ann@laptop (pid 1)"],
    ["17 12:01:01.700Z", "run-aborted", "", ""],
  ]);
});

test("an entry for a program keeps the actor whole", () => {
  const story = given(small).pauses().resumes(true);
  expect(auditView(story.events).slice(-2)).toEqual([
    {
      seq: 4,
      at: "2026-03-01T12:00:00.000Z",
      what: "run-paused",
      by: { user: "ann", host: "laptop", pid: 1 },
      details: "by a person",
    },
    {
      seq: 5,
      at: "2026-03-01T12:00:00.000Z",
      what: "run-resumed",
      by: { user: "ann", host: "laptop", pid: 2 },
      details: "the driver before had ended without a word; concurrency 4",
    },
  ]);
});
