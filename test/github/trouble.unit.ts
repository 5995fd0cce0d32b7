import { expect, test } from "vitest";
import { troubleOf } from "../../src/github/trouble.ts";

const NOW = Date.UTC(2026, 2, 1, 12);
const soon = NOW / 1000 + 90;

test.each([
  ["429 with seconds", 429, { "retry-after": "30" }, 30_000],
  ["429 with a date", 429, { "retry-after": "Sun, 01 Mar 2026 12:00:45 GMT" }, 45_000],
  ["429 without a word", 429, {}, 60_000],
  ["403 with seconds", 403, { "retry-after": "7" }, 7_000],
  [
    "403 with nothing remaining",
    403,
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(soon) },
    91_000,
  ],
  ["a reset that is past", 403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "5" }, 1_000],
  [
    "a reset far away",
    403,
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999" },
    5_400_000,
  ],
  ["nonsense", 429, { "retry-after": "soon" }, 60_000],
])("%s is a limit", (_, status, headers, wait) => {
  expect(troubleOf({ status, headers, message: "x" }, NOW)).toEqual({
    type: "limited",
    until: NOW + wait,
    text: `GitHub's limit is reached (${status})`,
  });
});

test("a secondary limit is known by its words alone", () => {
  const message = "You have exceeded a secondary rate limit. Please wait.";
  expect(troubleOf({ status: 403, headers: {}, message }, NOW)).toMatchObject({
    type: "limited",
    until: NOW + 60_000,
  });
});

test.each([500, 502, 503, 504, 408])("%i is an outage", (status) => {
  expect(troubleOf({ status, headers: {}, message: "x" }, NOW)).toEqual({
    type: "outage",
    text: `GitHub answers ${status}`,
  });
});

test.each([400, 401, 403, 404, 410, 422])("%i is a refusal", (status) => {
  const headers = { "x-ratelimit-remaining": "4999", "x-ratelimit-reset": String(soon) };
  expect(troubleOf({ status, headers, message: "No." }, NOW)).toEqual({
    type: "refused",
    status,
    text: `GitHub refuses (${status}): No.`,
  });
});
