import { describe, expect, test } from "vitest";
import type { AgentAccount, AttemptResult } from "../../src/core/result.ts";
import type { TaskState } from "../../src/core/run.ts";
import { agentOrderOf } from "../../src/engine/agentOrder.ts";
import { environmentOf, orderFor } from "../../src/engine/order.ts";
import { evaluate } from "../../src/plan/expression.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { Rig } from "../core/rig.ts";

const PLAN = `
pawl: 1
name: orders
params: { version: "1.2" }
agents:
  builder: { use: codex, env: [BUILDER_KEY, NOT_SET] }
defaults: { retry: { max_attempts: 5, backoff: none } }
phases:
  - id: look
    produces: { found: { type: object } }
    tasks:
      - { id: scan, agent: builder, prompt: Look around. }
  - id: build
    needs: found
    context: phase
    tasks:
      - id: first
        agent: builder
        prompt: "Build \${{ params.version }} in \${{ artifacts.found.where }}."
        description: the first step
        acceptance: [it runs]
      - { id: second, agent: builder, prompt: Go on. }
      - { id: third, run: "true", env: { WHERE: { from: artifacts.found.where } } }
`;

function rig(): Rig {
  const { plan, diagnostics } = parsePlan(PLAN, { path: "p.yaml" });
  expect(diagnostics).toEqual([]);
  const made = new Rig(plan!);
  made.run = { ...made.run, params: { version: "1.2" } };
  return made;
}

const taskOf = (from: Rig, address: string): TaskState =>
  from.run.taskByAddress.get(address as never)!;

const found = { name: "found", sha256: "0".repeat(64), bytes: 17, value: { where: "src" } };

const scanned: AttemptResult = { type: "succeeded", artifacts: [found] };

const used = (inputTokens: number): AgentAccount["usage"] => ({
  models: [{ model: "m", inputTokens, cachedInputTokens: 0, outputTokens: 1 }],
});

/** A run in which \`build/first\` is to be started, after attempts of it that ended so. */
function atFirst(...before: readonly AttemptResult[]): Rig {
  const made = rig();
  made.drive((address, attempt) => {
    if (address === "look/scan") return scanned;
    return address === "build/first" ? (before[attempt - 1] ?? null) : null;
  });
  return made;
}

const orderOf = (from: Rig, address: string) => {
  const task = taskOf(from, address);
  const begun = task.status === "running";
  return agentOrderOf(from.run, task, task.attempts.length + (begun ? 0 : 1), evaluate);
};

describe("an agent's order", () => {
  test("holds the task, its criteria, what it needs and what it is to hand in", () => {
    expect(orderOf(rig(), "look/scan")).toMatchObject({
      run: "run-1",
      phase: "look",
      task: "scan",
      attempt: 1,
      agent: { id: "builder", use: "codex" },
      prompt: "Look around.",
      acceptance: [],
      needs: [],
      produces: [{ name: "found", schema: { type: "object" } }],
      answers: [],
    });
    const made = rig();
    made.drive((address) => (address === "look/scan" ? scanned : null));
    expect(orderOf(made, "build/first")).toMatchObject({
      prompt: "Build 1.2 in src.",
      description: "the first step",
      acceptance: ["it runs"],
      needs: [found],
      produces: [],
    });
  });

  test("without an artifact that it needs there is none, and it is said why", () => {
    const made = rig();
    expect(() => orderOf(made, "build/first")).toThrow(
      "the artifact found, which phase build needs, is not there: phase look is pending and did not hand it on",
    );
  });

  test("a command has none; it sees artifacts in its expressions, and no more", () => {
    const made = atFirst();
    const third = taskOf(made, "build/third");
    expect(orderOf(made, "build/third")).toBeUndefined();
    const env = environmentOf(made.run, third, { folder: "/f", host: {}, evaluate });
    expect(env).toEqual({ WHERE: "src" });
  });

  test("its environment holds what its agent passes on, where that is set", () => {
    const made = rig();
    const host = { PATH: "/bin", BUILDER_KEY: "secret-1", OTHER: "x" };
    const order = orderFor(made.run, taskOf(made, "look/scan"), 1, {
      folder: "/f",
      host,
      evaluate,
    });
    expect(order.env).toMatchObject({ PATH: "/bin", BUILDER_KEY: "secret-1", PAWL_TASK: "scan" });
    expect(order.env).not.toHaveProperty("OTHER");
    expect(order.env).not.toHaveProperty("NOT_SET");
  });
});

describe("a session", () => {
  const cut = (session: string | undefined, inputTokens: number): AttemptResult => ({
    type: "failed",
    failure: { class: "lost", message: "gone" },
    account: { ...(session === undefined ? {} : { session }), usage: used(inputTokens)! },
  });

  test("that was cut short is gone on with; what it had told before is said", () => {
    const made = atFirst(cut("s-1", 10), cut("s-1", 20));
    expect(orderOf(made, "build/first")).toMatchObject({
      failed: { attempt: 2, failure: { class: "lost", message: "gone" } },
      resume: { session: "s-1", why: "cut-short", usage: { models: [{ inputTokens: 30 }] } },
    });
  });

  test("another session's figures are not counted", () => {
    const made = atFirst(cut("s-1", 10), cut("s-2", 20));
    expect(orderOf(made, "build/first")!.resume).toMatchObject({
      session: "s-2",
      usage: { models: [{ inputTokens: 20 }] },
    });
  });

  test("is begun anew where none is known, or a failure was for good", () => {
    expect(orderOf(atFirst(cut(undefined, 10)), "build/first")).not.toHaveProperty("resume");
    const fatal: AttemptResult = {
      type: "failed",
      failure: { class: "fatal", message: "no such model" },
      account: { session: "s-1" },
    };
    expect(orderOf(atFirst(fatal), "build/first")).not.toHaveProperty("resume");
  });

  test("in which the agent gave up by itself is not gone on with, but one in which it asked is", () => {
    const gaveUp = (kind: "transient" | "blocked"): AttemptResult => ({
      type: "failed",
      failure: { class: kind, message: "it reports failure: no way" },
      account: { session: "s-1", report: { status: "failure", summary: "no way", by: "tools" } },
    });
    const order = orderOf(atFirst(gaveUp("transient")), "build/first")!;
    expect(order).not.toHaveProperty("resume");
    expect(order.failed).toMatchObject({ failure: { message: "it reports failure: no way" } });
    expect(orderOf(atFirst(gaveUp("blocked")), "build/first")).toMatchObject({
      resume: { session: "s-1" },
    });
  });

  test("is shared by the tasks of a phase that says so, and by no other phase's", () => {
    const made = rig();
    made.drive((address) => {
      if (address === "look/scan") return { ...scanned, account: { session: "s-0" } };
      if (address !== "build/first") return null;
      return { type: "succeeded", account: { session: "s-1", usage: used(5)! } };
    });
    expect(taskOf(made, "build/first").status).toBe("completed");
    expect(orderOf(made, "build/second")).toMatchObject({
      resume: { session: "s-1", why: "shared", usage: { models: [{ inputTokens: 5 }] } },
    });
    const fresh = rig();
    fresh.drive((address) =>
      address === "look/scan" ? { ...scanned, account: { session: "s-0" } } : null,
    );
    expect(orderOf(fresh, "build/first")).not.toHaveProperty("resume");
  });
});
