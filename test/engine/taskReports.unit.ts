import { expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { phaseId, taskId } from "../../src/core/ids.ts";
import type { Report } from "../../src/core/report.ts";
import { settingsOf } from "../../src/core/plan.ts";
import { agentOrderOf } from "../../src/engine/agentOrder.ts";
import { taskReports } from "../../src/engine/taskReports.ts";
import { evaluate } from "../../src/plan/expression.ts";
import { given } from "../../src/testing/given.ts";
import { agentTask, phase, plan } from "../core/plans.ts";

const look = phaseId("look");

const ended = (name: string, report?: Partial<Report>, more: object = {}): readonly Event[] => {
  const task = taskId(name);
  const said = { status: "success", summary: `${name} is done`, by: "tools", ...report } as const;
  return [
    { type: "attempt-started", phase: look, task, attempt: 1 },
    {
      type: "attempt-succeeded",
      phase: look,
      task,
      attempt: 1,
      ...(report ? { account: { report: said } } : {}),
      ...more,
    },
    { type: "task-completed", phase: look, task },
  ];
};

const artifact = (name: string, value: object) => ({
  artifacts: [{ name, sha256: "00", bytes: 1, value: value as never }],
});

const reports = (...events: readonly (readonly Event[])[]) => {
  const past = plan([
    phase("look", [agentTask("one"), agentTask("two"), "three"], { produces: [] }),
  ]);
  const { run } = given(past, [{ type: "phase-started", phase: look }, ...events.flat()]);
  return taskReports(run!, run!.phases[0]!);
};

test("what agents have said, and what became of their tasks; commands say nothing", () => {
  const all = reports(ended("one", { files: ["src/a.mjs"] }), ended("three"));
  expect(all).toEqual([
    { task: "one", status: "success", summary: "one is done", files: ["src/a.mjs"], errors: [] },
    { task: "two", failure: "pending", files: [], errors: [] },
  ]);
});

test("files are those of the report and of artifacts, relative to the plan's folder, without lines", () => {
  const handedIn = artifact("found", {
    files: ["/plans/src/b.mjs", { path: "src/c.mjs:12", why: "x" }, { why: "no path" }, 7],
  });
  const [one] = reports(ended("one", { files: ["src/a.mjs:3-9", "src/a.mjs#L3"] }, handedIn));
  expect(one!.files).toEqual(["src/a.mjs", "src/b.mjs", "src/c.mjs"]);
});

test.each([
  [{ error: "no such folder" }, ["no such folder"]],
  [{ errors: ["one", { text: "two" }] }, ["one", '{"text":"two"}']],
  [{ error: null, errors: [] }, []],
  [{ error: false }, []],
])("an artifact with %j has errors: %j", (value, errors) => {
  expect(reports(ended("one", {}, artifact("found", value)))[0]!.errors).toEqual(errors);
});

/** A phase that is told of `look`, and of itself. */
const told = (events: readonly Event[], task: string) => {
  const past = plan(
    [
      phase("look", [agentTask("one"), agentTask("two")]),
      phase(
        "build",
        [agentTask("first"), { ...agentTask("second"), dependsOn: [taskId("first")] }],
        {
          dependsOn: ["look"],
          summaries: [look, phaseId("build")],
        },
      ),
    ],
    {
      agents: {
        builder: {
          id: "builder",
          use: "claude",
          permissions: "edit",
          stallMs: 0,
          attemptTools: true,
          timeoutMs: 120_000,
        },
      },
    },
  );
  const { run } = given(past, [{ type: "phase-started", phase: look }, ...events]);
  const found = run!.phases[1]!.tasks.find(({ spec }) => spec.id === task)!;
  return { run: run!, task: found, order: agentOrderOf(run!, found, 1, evaluate)! };
};

test("agents are given what earlier phases came to, and not what comes beside them", () => {
  const events = [...ended("one", {}), ...ended("two", { summary: "two found it" })];
  expect(told(events, "first").order.summaries).toEqual([
    { phase: "look", text: "one is done; two found it" },
  ]);
  expect(told([], "first").order.summaries).toEqual([{ phase: "look" }]);
});

test("and of their own phase what they have waited for", () => {
  const build = phaseId("build");
  const account = {
    report: { status: "success", summary: "first is planned", by: "text" },
  } as const;
  const of = { phase: build, task: taskId("first"), attempt: 1 };
  const events: readonly Event[] = [
    { type: "attempt-started", ...of },
    { type: "attempt-succeeded", ...of, account },
    { type: "task-completed", phase: build, task: of.task },
  ];
  expect(told(events, "second").order.summaries).toEqual([
    { phase: "look" },
    { phase: "build", text: "first is planned" },
  ]);
});

test("the time of an agent counts where its task says nothing, before the plan's", () => {
  const { run, task } = told([], "first");
  expect(settingsOf(run.plan, task.spec).timeoutMs).toBe(120_000);
  expect(settingsOf(run.plan, { ...task.spec, timeoutMs: 5_000 }).timeoutMs).toBe(5_000);
});
