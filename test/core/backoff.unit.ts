import * as fc from "fast-check";
import { expect, test } from "vitest";
import { restBefore } from "../../src/core/backoff.ts";
import type { RetryPolicy } from "../../src/core/plan.ts";

const policy: RetryPolicy = {
  maxAttempts: 5,
  backoff: "exponential",
  delayMs: 1_000,
  maxDelayMs: 60_000,
  jitter: 0,
};

test("exponential doubles with each try, up to the ceiling", () => {
  const rests = [1, 2, 3, 4, 5, 6, 7, 8].map((tries) => restBefore(policy, tries, 0.5));
  expect(rests).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

test("constant stays, none does not rest", () => {
  expect(restBefore({ ...policy, backoff: "constant" }, 7, 0.5)).toBe(1_000);
  expect(restBefore({ ...policy, backoff: "none" }, 7, 0.5)).toBe(0);
});

test("jitter takes away or adds up to its share", () => {
  const jittery = { ...policy, jitter: 0.2 };
  expect([0, 0.25, 0.5, 1].map((chance) => restBefore(jittery, 1, chance))).toEqual([
    800, 900, 1_000, 1_200,
  ]);
});

test("a rest of nothing stays nothing however many tries there were", () => {
  expect(restBefore({ ...policy, delayMs: 0 }, 5_000, 1)).toBe(0);
  expect(restBefore(policy, 5_000, 0.5)).toBe(60_000);
});

const policies = fc.record({
  maxAttempts: fc.nat(10_000),
  backoff: fc.constantFrom("exponential", "constant", "none"),
  delayMs: fc.nat(100_000_000),
  maxDelayMs: fc.nat(100_000_000),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
}) satisfies fc.Arbitrary<RetryPolicy>;
const chances = fc.double({ min: 0, max: 1, noNaN: true });
const counts = fc.integer({ min: 1, max: 10_000 });
const seeded = { seed: 4, numRuns: 2_000 };

test("any rest is a whole number between nothing and the ceiling, and no further off than the jitter", () => {
  fc.assert(
    fc.property(policies, counts, chances, (given, tries, chance) => {
      const rest = restBefore(given, tries, chance);
      const middle = restBefore({ ...given, jitter: 0 }, tries, chance);
      expect(Number.isInteger(rest)).toBe(true);
      expect(rest).toBeGreaterThanOrEqual(0);
      expect(rest).toBeLessThanOrEqual(given.maxDelayMs);
      expect(Math.abs(rest - middle)).toBeLessThanOrEqual(middle * given.jitter + 1);
    }),
    seeded,
  );
});

test("without jitter no rest is shorter than the one before; with it, more chance is never less rest", () => {
  fc.assert(
    fc.property(policies, counts, chances, chances, (given, tries, one, other) => {
      const still = { ...given, jitter: 0 };
      const [less, more] = one < other ? [one, other] : [other, one];
      const next = restBefore(still, tries + 1, one);
      expect(restBefore(still, tries, one)).toBeLessThanOrEqual(next);
      expect(restBefore(given, tries, less)).toBeLessThanOrEqual(restBefore(given, tries, more));
    }),
    seeded,
  );
});
