import * as fc from "fast-check";
import { expect, test } from "vitest";
import { redactor } from "../../../src/core/redact.ts";
import { maskOrder } from "../../../src/executors/agent/maskOrder.ts";
import type { AgentOrder } from "../../../src/executors/port.ts";

/** Words of the order's own, any of which may happen to be somebody's secret. */
const OWN = ["scripted", "read-only", "shared-1", "transient", "findings", "cut-short", "object"];

const orderWith = (text: string): AgentOrder => ({
  run: "run-1",
  phase: "review",
  task: "findings",
  attempt: 2,
  agent: {
    id: "scripted",
    use: "scripted",
    permissions: "read-only",
    args: ["--mode", "scripted"],
    system: text,
    env: { GIVEN: text, FROM: { pass: "FROM" } },
    stallMs: 1,
    attemptTools: true,
  },
  prompt: text,
  description: text,
  acceptance: [text],
  needs: [{ name: "findings", sha256: "shared-1", bytes: 3, value: { deep: [text] } }],
  produces: [{ name: "findings", schema: { type: "object" }, maxBytes: 10 }],
  failed: { attempt: 1, failure: { class: "transient", message: text, tail: text } },
  answers: [{ question: text, answer: text }],
  resume: { session: "shared-1", why: "cut-short" },
});

test("what goes into a prompt is masked, and nothing else is touched, whatever the secret is", () => {
  const secrets = fc.constantFrom(...OWN, "correct-horse");
  fc.assert(
    fc.property(secrets, (secret) => {
      const masked = maskOrder(orderWith(`a ${secret} b`), redactor([secret]));
      expect(masked).toEqual(orderWith("a *** b"));
    }),
  );
});
