import type { CheckResult, Evidence, Gate } from "../../src/core/gate.ts";
import { phaseId } from "../../src/core/ids.ts";
import { agentTask, ann, phase, plan } from "../core/plans.ts";
import { given } from "./given.ts";
import type { Story } from "./given.ts";

export const DIGEST = "0123456789ab".padEnd(64, "c");

export const passed = (id = "tests"): CheckResult => ({
  id,
  type: "run",
  passed: true,
  text: "exit 0",
  argv: ["/bin/sh", "-c", "npm test"],
  code: 0,
  durationMs: 1200,
});

export const failedCheck: CheckResult = {
  id: "tests",
  type: "run",
  passed: false,
  text: "exit 1; expected 0",
  code: 1,
  durationMs: 900,
  tail: "1 test failed\nadd: expected 3",
};

export const evidence = (round = 1, more: Partial<Evidence> = {}): Evidence => ({
  phase: phaseId("build"),
  round,
  tree: { tree: "a".repeat(40) },
  checks: [
    passed(),
    {
      id: "covered",
      type: "coverage",
      passed: true,
      text: "lines 93.1 %; at least 90 wanted",
      durationMs: 3,
      measured: { lines: 93.1 },
    },
  ],
  artifacts: [],
  diff: {
    files: [
      { path: "src/add.js", added: 3, removed: 1 },
      { path: "test/add.test.js", added: 5, removed: 0 },
    ],
    added: 8,
    removed: 1,
  },
  digest: DIGEST,
  ...more,
});

export const gate: Gate = {
  checks: [
    { id: "tests", type: "run", run: "npm test", timeoutMs: 60_000 },
    { id: "covered", type: "coverage", report: "coverage/lcov.info", lines: 90 },
  ],
  approve: {
    phrase: "proceed to ship",
    checklist: ["All tests passing", "Code follows standards"],
  },
};

export const gated = (more: Partial<Gate["approve"] & object> = {}) =>
  plan([
    phase("build", [agentTask("code", "builder", { acceptance: ["It adds two numbers"] })], {
      gate: { ...gate, approve: { ...gate.approve!, ...more } },
      produces: [{ name: "notes", schema: true, maxBytes: 8192 }],
    }),
    phase("ship", ["upload"], { dependsOn: ["build"] }),
  ]);

export const notes = (text: string) => {
  const value = { status: "done", files: ["src/add.js"], text };
  return {
    name: "notes",
    sha256: (text.length % 10).toString().repeat(64),
    bytes: Buffer.byteLength(JSON.stringify(value)),
    value,
  };
};

/** The phase's work is done, and its gate is to be checked. */
export const atGate = (story: Story = given(gated()), text = "first"): Story =>
  story
    .starts("build/code")
    .after(2000)
    .ends("build/code", {
      type: "succeeded",
      artifacts: [notes(text)],
      account: {
        usage: {
          models: [
            {
              model: "m",
              inputTokens: 1200,
              cachedInputTokens: 0,
              outputTokens: 340,
              costUsd: 0.02,
            },
          ],
        },
      },
    });

/** Its gate holds, and waits for a person. */
export const waitsForApproval = (story: Story = given(gated())): Story =>
  checks(
    atGate(story),
    evidence(1, { artifacts: [{ name: "notes", sha256: notes("first").sha256 }] }),
  );

export const checks = (story: Story, found: Evidence): Story =>
  story.ask({ type: "report-gate", phase: found.phase, evidence: found });

/** Its gate does not hold. */
export const gateFails = (story: Story = given(gated())): Story =>
  checks(atGate(story), evidence(1, { checks: [failedCheck, passed("lint")] }));

export const approves = (story: Story, digest = DIGEST): Story =>
  story.ask({
    type: "approve",
    phase: "build",
    approval: { phrase: "proceed to ship", digest },
    by: ann,
  });

export const rejects = (story: Story, reason = "add tests"): Story =>
  story.ask({ type: "reject", phase: "build", reason, by: ann });
