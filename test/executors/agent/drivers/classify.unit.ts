import { expect, test } from "vitest";
import { classify } from "../../../../src/executors/agent/drivers/shared/classify.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const say = (text: string, status?: number) => classify({ text, status }, "sign in", NOW);

test.each([
  ["Prompt is too long", "fatal: give the task less to read, or split it"],
  [
    "400 input length and `max_tokens` exceed context limit",
    "fatal: give the task less to read, or split it",
  ],
  [
    "This model's maximum context length is 128000 tokens",
    "fatal: give the task less to read, or split it",
  ],
  ['{"code":"context_length_exceeded"}', "fatal: give the task less to read, or split it"],
  ["Credit balance is too low", "fatal: pay for more, or use another key"],
  ['429 {"type":"insufficient_quota"}', "fatal: pay for more, or use another key"],
  ["API Error: 401 Unauthorized", "fatal: sign in"],
  ["unexpected status 403 Forbidden", "fatal: sign in"],
  ["Not logged in · Please run /login", "fatal: sign in"],
  ["Missing environment variable: `OPENAI_API_KEY`.", "fatal: sign in"],
  ["Invalid API key · Fix external API key", "fatal: sign in"],
  [
    "There's an issue with the selected model (x). It may not exist",
    "fatal: set another model for the agent",
  ],
  [
    "404 The model `x` does not exist or you do not have access to it",
    "fatal: set another model for the agent",
  ],
  ["error: unexpected argument '--nope' found", "fatal: look at the agent's args in the plan"],
  ["error: unknown option '--nope'", "fatal: look at the agent's args in the plan"],
  ["400 tools.0: bad", "fatal"],
  ["API Error: 500 Internal server error", "transient"],
  ["529 Overloaded", "transient"],
  ["status 408 Request Timeout", "transient"],
  ["stream disconnected before completion", "transient"],
  ["fetch failed", "transient"],
  ["Overloaded", "transient"],
  ["something nobody has seen before", "transient"],
  ["429 rate limited", "rate-limited"],
  ["exceeded retry limit, last status: 429 Too Many Requests", "rate-limited"],
  ["You've hit your weekly limit", "rate-limited"],
  ["You exceeded your current quota, please check your plan and billing details.", "rate-limited"],
  ["5-hour limit reached", "rate-limited"],
  ["You're out of extra usage", "rate-limited"],
])("%s → %s", (text, expected) => {
  const { class: kind, advice } = say(text);
  expect(advice === undefined ? kind : `${kind}: ${advice}`).toBe(expected);
});

test("a status that is known counts more than the text", () => {
  expect(say("it did not work", 429).class).toBe("rate-limited");
  expect(say("it did not work", 401).class).toBe("fatal");
  expect(say("rate limit", 500).class).toBe("rate-limited");
  expect(say("it did not work", 503).class).toBe("transient");
  expect(say("it did not work", 422).class).toBe("fatal");
});

test("when it may go on is taken from where it was told, else from the text", () => {
  expect(classify({ text: "429 retry-after: 30", until: 7 }, "", NOW).until).toBe(7);
  expect(classify({ text: "429 retry-after: 30" }, "", NOW).until).toBe(NOW + 30_000);
  expect(classify({ text: "429" }, "", NOW)).toEqual({ class: "rate-limited" });
});

test("a number in a text is no status", () => {
  expect(say("wrote 4010 lines at port 4011").class).toBe("transient");
  expect(say("the 401 lines were read").class).toBe("transient");
});
