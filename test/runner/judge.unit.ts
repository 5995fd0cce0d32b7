import { describe, expect, test } from "vitest";
import type { Agent } from "../../src/core/agent.ts";
import { judge } from "../../src/runner/judge.ts";
import type { Evidence } from "../../src/runner/judge.ts";

const agent: Agent = {
  id: "builder",
  use: "claude",
  permissions: "read-only",
  stallMs: 600_000,
  attemptTools: true,
};

const good: Evidence = {
  order: {
    run: "r",
    phase: "p",
    task: "t",
    attempt: 1,
    agent,
    prompt: "",
    acceptance: [],
    needs: [],
    produces: [],
    answers: [],
    limits: { cwd: "/", marker: "m", timeoutMs: 90_000, graceMs: 1_000, maxOutputBytes: 1_000 },
  },
  stop: undefined,
  outcome: { type: "done", text: "done" },
  exit: { code: 0, signal: null, stderr: "" },
  denied: [],
  questions: [],
  changed: [],
  crossings: [],
  handedIn: {
    report: { status: "success", summary: "all of it", by: "tools" },
    artifacts: [],
    flags: [],
  },
  account: { session: "s-1" },
};

const failure = (evidence: Partial<Evidence>): string => {
  const result = judge({ ...good, ...evidence });
  return result.type === "failed"
    ? `${result.failure.class}: ${result.failure.message}`
    : result.type;
};

const handedIn = (more: Partial<Evidence["handedIn"]>) => ({
  handedIn: { ...good.handedIn, ...more },
});

test("an attempt that can be faulted in nothing has succeeded", () => {
  expect(judge(good)).toEqual({
    type: "succeeded",
    account: { session: "s-1", report: good.handedIn.report },
  });
});

describe("each thing that can be wrong is told by its class and in words", () => {
  test.each<[string, Partial<Evidence>, string]>([
    ["a cancel", { stop: { why: "cancelled", reason: "aborted" } }, "cancelled"],
    ["a timeout", { stop: { why: "timed-out" } }, "timed-out: timed out after 1m30s"],
    [
      "silence",
      { stop: { why: "stalled" } },
      "timed-out: agent builder showed no sign of life for 10m",
    ],
    [
      "more tokens than it may use",
      {
        order: { ...good.order, agent: { ...good.order.agent, budget: { tokens: 50_000 } } },
        stop: { why: "spent", tokens: 51_234 },
        exit: { code: null, signal: "SIGTERM", stderr: "" },
      },
      "fatal: agent builder was stopped at its budget of 50,000 tokens: it had used 51,234 – set a larger budget.tokens for the agent, or split the task",
    ],
    [
      "what its driver says",
      {
        outcome: { type: "failed", failure: { class: "rate-limited", message: "limit", until: 5 } },
      },
      "rate-limited: limit",
    ],
    [
      "an exit status",
      { exit: { code: 3, signal: null, stderr: "" } },
      "transient: exit 3 after it had said that it was done",
    ],
    [
      "a signal",
      { exit: { code: null, signal: "SIGKILL", stderr: "" } },
      "transient: killed by SIGKILL after it had said that it was done",
    ],
    [
      "a flag",
      handedIn({ flags: [{ type: "clarifier_blocked", text: "Which port?" }] }),
      "blocked: Which port?",
    ],
    ["a question", { questions: [{ type: "question", text: "May I?" }] }, "blocked: May I?"],
    [
      "a denial",
      {
        denied: [
          { type: "denied", tool: "Write", text: "no" },
          { type: "denied", tool: "Write", text: "no" },
        ],
      },
      "fatal: agent builder was not allowed to use Write; its permissions are read-only",
    ],
    [
      "files that changed",
      { changed: ["a.txt", "b.txt"] },
      "fatal: agent builder is read-only, and files changed while it worked: a.txt, b.txt",
    ],
    [
      "a report of failure",
      handedIn({ report: { status: "failure", summary: "no luck", by: "text" } }),
      "transient: it reports failure: no luck",
    ],
    [
      "a report that cannot be read",
      handedIn({ problem: "invalid-report: there is no status" }),
      "invalid-artifact: invalid-report: there is no status",
    ],
  ])("%s", (_, evidence, told) => {
    expect(failure(evidence)).toBe(told);
  });

  test("a cancel of ours comes before all else, a failure of the agent's before what it handed in", () => {
    const all: Partial<Evidence> = {
      stop: { why: "cancelled", reason: "aborted" },
      outcome: { type: "failed", failure: { class: "transient", message: "cut off" } },
      ...handedIn({ problem: "nothing was handed in" }),
    };
    expect(failure(all)).toBe("cancelled");
    expect(failure({ ...all, stop: undefined })).toBe("transient: cut off");
  });

  test("a warning of a review lets the work go on", () => {
    expect(failure(handedIn({ flags: [{ type: "code_review_exhausted", text: "style" }] }))).toBe(
      "succeeded",
    );
  });

  test("a session that is gone is not told, so that nobody goes on in it", () => {
    const outcome: Evidence["outcome"] = {
      type: "failed",
      failure: { class: "transient", message: "no such session" },
      sessionGone: true,
    };
    expect(failure({ outcome })).toBe("lost: no such session");
    expect(judge({ ...good, outcome }).account).not.toHaveProperty("session");
  });
});

describe("what was changed of the repository beyond the attempt's branch", () => {
  const order = { ...good.order, bounds: { branch: "pawl-phase/r/p" } };
  const crossings = [
    { what: "branch main moved from 1 to 2", undo: "git branch -f main 1" },
    { what: ".git/hooks/pre-commit was changed" },
  ];

  test("is told whatever else happened, with the commands that undo it", () => {
    const outcome = { type: "failed", failure: { class: "transient", message: "gone" } } as const;
    expect(judge({ ...good, order, crossings, outcome })).toMatchObject({
      type: "failed",
      failure: {
        class: "out-of-bounds",
        message:
          "agent builder may change branch pawl-phase/r/p only, and while it worked branch main moved from 1 to 2; .git/hooks/pre-commit was changed",
        tail: "Pawl undoes none of it; these commands do:\ngit branch -f main 1",
      },
    });
  });

  test("is told of ten, and the rest counted", () => {
    const many = Array.from({ length: 13 }, (_, at) => ({ what: `branch b${at} was made` }));
    expect(failure({ order, crossings: many })).toMatch(/; branch b9 was made; 3 more$/);
  });
});
