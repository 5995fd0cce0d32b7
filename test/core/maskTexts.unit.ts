import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { AgentEvent } from "../../src/core/agentEvent.ts";
import { maskEvent, maskResult } from "../../src/core/maskTexts.ts";
import { redactor } from "../../src/core/redact.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import { knownResult } from "../../src/executors/agent/knownResult.ts";

/** Pawl's own words, any of which may happen to be somebody's secret. */
const OWN = ["succeeded", "cancelled", "transient", "success", "partial", "session-1", "message"];
const secrets = fc.constantFrom(...OWN, "correct-horse");

/** A text that holds the secret somewhere. */
const holding = (secret: string) =>
  fc.tuple(fc.string(), fc.string()).map(([before, after]) => `${before}${secret}${after}`);

const results = (secret: string): fc.Arbitrary<AttemptResult> => {
  const text = holding(secret);
  const account = fc.record({
    session: fc.constant("session-1"),
    usage: fc.constant({
      models: [{ model: secret, inputTokens: 1, cachedInputTokens: 0, outputTokens: 2 }],
    }),
    report: fc.record({
      status: fc.constantFrom("success" as const, "partial" as const),
      summary: text,
      files: fc.array(text),
      details: text,
      by: fc.constant("tools" as const),
    }),
    flags: fc.array(fc.record({ type: fc.constant(secret), text })),
  });
  const failure = fc.record(
    { class: fc.constant("transient" as const), message: text, tail: text, code: fc.nat() },
    { requiredKeys: ["class", "message"] },
  );
  return fc.oneof(
    fc.record({ type: fc.constant("succeeded" as const), account }),
    fc.record({ type: fc.constant("failed" as const), failure, account }),
    fc.record({ type: fc.constant("cancelled" as const), reason: text, account }),
  );
};

const given = secrets.chain((secret) => fc.tuple(fc.constant(secret), results(secret)));

/** All that a person or a program wrote. */
const textsOf = (result: AttemptResult): readonly (string | undefined)[] => [
  ...(result.type === "failed" ? [result.failure.message, result.failure.tail] : []),
  ...(result.type === "cancelled" ? [result.reason] : []),
  result.account?.report?.summary,
  result.account?.report?.details,
  ...(result.account?.report?.files ?? []),
  ...(result.account?.flags ?? []).map((each) => each.text),
];

/** The same with all texts alike: what is left is structure. */
const structureOf = (result: AttemptResult): AttemptResult => maskResult(result, () => "text");

test("no text of a result holds a secret, and all else is as it was, whatever the secret is", () => {
  fc.assert(
    fc.property(given, ([secret, result]) => {
      const masked = maskResult(result, redactor([secret]));
      expect(textsOf(masked).filter((text) => text?.includes(secret))).toEqual([]);
      expect(textsOf(masked)).toHaveLength(textsOf(result).length);
      expect(structureOf(masked)).toEqual(structureOf(result));
      expect(knownResult(masked)).toEqual(masked);
    }),
  );
});

test("outputs and artifacts stay as they were checked", () => {
  const artifact = { name: "found", sha256: "0", bytes: 15, value: "correct-horse" };
  const result: AttemptResult = {
    type: "succeeded",
    outputs: { word: "correct-horse" },
    artifacts: [artifact],
  };
  expect(maskResult(result, redactor(["correct-horse"]))).toEqual(result);
});

test.each<[AgentEvent, AgentEvent]>([
  [
    { type: "started", session: "started-1", model: "started" },
    { type: "started", session: "started-1", model: "started" },
  ],
  [
    { type: "tool-call", tool: "shell", input: "echo started" },
    { type: "tool-call", tool: "shell", input: "echo ***" },
  ],
  [
    { type: "result", text: "started", structured: { deep: ["started"] } },
    { type: "result", text: "***", structured: { deep: ["***"] } },
  ],
])("of an event only what the agent wrote is masked: %j", (event, masked) => {
  expect(maskEvent(event, redactor(["started"]))).toEqual(masked);
});
