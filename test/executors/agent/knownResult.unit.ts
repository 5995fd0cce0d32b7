import { assert, jsonValue, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { isUsage, knownResult } from "../../../src/executors/agent/knownResult.ts";

const MODEL = { model: "m", inputTokens: 1, cachedInputTokens: 0, outputTokens: 2 };
const ACCOUNT = {
  session: "s",
  usage: { models: [MODEL], requests: 1 },
  report: { status: "success", summary: "done", files: ["a"], by: "tools" },
  flags: [{ type: "question", text: "which?" }],
};

describe("a result in an attempt's folder", () => {
  test.each([
    { type: "succeeded" },
    { type: "succeeded", account: ACCOUNT },
    { type: "succeeded", artifacts: [{ name: "a", sha256: "0", bytes: 4, value: null }] },
    { type: "failed", failure: { class: "fatal", message: "no", until: 5 }, account: ACCOUNT },
    { type: "cancelled", reason: "aborted", account: {} },
  ])("is taken as the runner writes it: %j", (result) => {
    expect(knownResult(result)).toBe(result);
  });

  test.each([
    null,
    [],
    "succeeded",
    { type: "won" },
    { type: "succeeded", account: null },
    { type: "succeeded", artifacts: [{ name: "../a", sha256: "0", bytes: 4, value: null }] },
    { type: "succeeded", artifacts: [{ name: "a", sha256: "0", bytes: 4 }] },
    { type: "succeeded", account: { usage: { models: [{ ...MODEL, inputTokens: -1 }] } } },
    { type: "succeeded", account: { report: { status: "great", summary: "" } } },
    { type: "succeeded", account: { flags: [{ type: "question" }] } },
    { type: "failed" },
    { type: "failed", failure: { class: "toString", message: "no" } },
    { type: "failed", failure: { class: "fatal", message: "no", until: "soon" } },
    { type: "cancelled" },
  ])("is not taken where it is anything else: %j", (value) => {
    expect(knownResult(value)).toBeUndefined();
  });

  test("of whatever shape is taken only if it is one", () => {
    assert(
      property(jsonValue(), (value) => {
        const result = knownResult({ type: "succeeded", account: value, artifacts: value });
        expect(result).toBeUndefined();
        expect(isUsage({ models: [value] })).toBe(false);
      }),
    );
  });
});
