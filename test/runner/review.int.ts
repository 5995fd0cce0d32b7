import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { REVIEW, REVIEW_SCHEMA } from "../../src/core/pipeline.ts";
import { submitArtifact } from "../../src/executors/agent/attemptTools/artifactTools.ts";
import type { OrderFile } from "../../src/executors/agent/orderFile.ts";
import { handedInBy } from "../../src/runner/handedIn.ts";
import type { HandedIn } from "../../src/runner/judge.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pawl-review-"));
  mkdirSync(join(folder, "artifacts"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const order = (name: "review-spec" | "review-quality" | "implement"): OrderFile => ({
  run: "r",
  phase: "p",
  task: "t",
  attempt: 1,
  agent: { id: "a", use: "claude", permissions: "read-only", stallMs: 0, attemptTools: true },
  prompt: "",
  acceptance: ["adds", "subtracts"],
  needs: [],
  produces: [{ name: REVIEW, schema: REVIEW_SCHEMA, maxBytes: 64 * 1024 }],
  answers: [],
  stage: { name, attempt: 1 },
  limits: { cwd: "/", marker: "m", timeoutMs: 0, graceMs: 0, maxOutputBytes: 1000 },
});

const criterion = (text: string, met = true) => ({ criterion: text, met, evidence: "seen" });
const WHOLE = {
  verdict: "pass",
  criteria: [criterion("adds"), criterion("subtracts")],
  findings: [],
};
const PART = { verdict: "pass", criteria: [criterion("adds")], findings: [] };

const REPORT = { status: "success", summary: "looked at it", files: null, details: null };
const LINES = "[AOP:SUMMARY] looked at it\n[AOP:STATUS] success";

type Way = (review: unknown, given?: OrderFile) => HandedIn;

const WAYS: readonly [string, Way][] = [
  [
    "structured output",
    (review, given = order("review-spec")) => {
      const structured = { ...REPORT, artifacts: { review: JSON.stringify(review) }, flags: null };
      const outcome = { type: "done", text: JSON.stringify(structured), structured } as const;
      return handedInBy(folder, given, outcome, "", []);
    },
  ],
  [
    "a block of text",
    (review, given = order("review-spec")) => {
      const block = `ARTIFACT: review\n\`\`\`json\n${JSON.stringify(review, null, 2)}\n\`\`\``;
      return handedInBy(folder, given, { type: "done", text: `${block}\n${LINES}` }, "", []);
    },
  ],
  [
    "marked lines",
    (review, given = order("review-spec")) => {
      const text = `RESULT: review\nDATA: ${JSON.stringify(review)}\n${LINES}`;
      return handedInBy(folder, given, { type: "done", text }, "", []);
    },
  ],
  [
    "the attempt's tools",
    (review, given = order("review-spec")) => {
      submitArtifact(folder, given, { name: "review", value: review });
      return handedInBy(folder, given, { type: "done", text: LINES }, "", []);
    },
  ],
];

describe.each(WAYS)("a review by %s", (_, handIn) => {
  test("is taken, where each criterion is judged", () => {
    const { artifacts, problem } = handIn(WHOLE);
    expect(problem).toBeUndefined();
    expect(artifacts.map(({ name, value }) => ({ name, value }))).toEqual([
      { name: "review", value: WHOLE },
    ]);
  });

  test("is none, where a criterion is missing, and says which", () => {
    const { artifacts, problem } = handIn(PART);
    expect(artifacts).toEqual([]);
    expect(problem).toContain('the criterion "subtracts" is not judged');
  });

  test("is none, where it does not fit", () => {
    const { artifacts, problem } = handIn({ ...WHOLE, verdict: "fine" });
    expect(artifacts).toEqual([]);
    expect(problem).toContain("/verdict");
  });

  test("of the quality is about no criteria", () => {
    const { verdict, findings } = WHOLE;
    const { artifacts, problem } = handIn({ verdict, findings }, order("review-quality"));
    expect(problem).toBeUndefined();
    expect(artifacts).toHaveLength(1);
  });
});

test("with the tools, the answer says at once what is missing", () => {
  const told = submitArtifact(folder, order("review-spec"), { name: "review", value: PART });
  expect(told).toEqual({
    isError: true,
    text: 'artifact "review" does not fit and was not kept:\n- the criterion "subtracts" is not judged\nCorrect this and submit it again.',
  });
});

test("an artifact of that name is only a review where a review is asked for", () => {
  const way = WAYS.find(([name]) => name === "marked lines")![1];
  expect(way(PART, order("implement")).artifacts).toHaveLength(1);
});
