import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { DriverName } from "../../../src/core/agent.ts";
import type { Usage } from "../../../src/core/usage.ts";
import { lineDriverOf } from "../../../src/executors/agent/drivers/index.ts";
import { launchOf } from "./launchOf.ts";
import { recorded, scenariosOf } from "./replay.ts";

const DRIVERS = ["claude", "codex", "gemini", "opencode", "copilot", "qwen", "pi"] as const;

// "In 30 seconds" is counted from now: two readers are only alike at the same time.
beforeAll(() => void vi.useFakeTimers({ now: 1_773_144_000_000, toFake: ["Date"] }));
afterAll(() => void vi.useRealTimers());

const linesOf = (driver: DriverName): readonly string[] =>
  scenariosOf(driver).flatMap((scenario) => recorded(driver, scenario, "stdout").split("\n"));

/** Values as no agent would write them, in the places of those that they do. */
const hostile = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, -1, 1e308, [], {}, [[]], "", "\u0000", "__proto__", [null], {
    toString: 1,
  }),
);

/** A line with some of its values, at any depth, exchanged for others. */
const twisted = (line: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(fc.nat(200), { minLength: 1, maxLength: 4 }), hostile)
    .map(([places, value]) => {
      try {
        let place = 0;
        return JSON.stringify(JSON.parse(line), (_key, each: unknown) =>
          places.includes(place++ % 201) && place > 1 ? value : each,
        );
      } catch {
        return line;
      }
    });

const lineOf = (driver: DriverName): fc.Arbitrary<string> => {
  const recordedLine = fc.constantFrom(...linesOf(driver));
  return fc.oneof(
    recordedLine,
    recordedLine.chain(twisted),
    recordedLine.chain((line) => fc.nat(line.length).map((end) => line.slice(0, end))),
    fc
      .tuple(recordedLine, recordedLine, fc.nat())
      .map(
        ([one, other, at]) =>
          one.slice(0, at % (one.length + 1)) + other + one.slice(at % (one.length + 1)),
      ),
    fc.json(),
    fc.string({ unit: "binary" }),
    fc.constantFrom("[".repeat(20_000), `{"type":${"[".repeat(20_000)}${"]".repeat(20_000)}}`),
  );
};

const exit = fc.record({
  code: fc.constantFrom(null, 0, 1, 2, 53, 130, 143, 173),
  signal: fc.constantFrom(null, "SIGTERM", "SIGKILL"),
  stderr: fc.string({ unit: "binary" }),
});

test.each(DRIVERS)("%s: no line can break its reader, and all that it tells is sound", (driver) => {
  fc.assert(
    fc.property(fc.array(lineOf(driver), { maxLength: 40 }), exit, (lines, end) => {
      const reader = lineDriverOf(driver)!.reader(launchOf(driver));
      for (const line of lines) {
        const events = reader.line(line);
        for (const event of events) expect(typeof event.type).toBe("string");
        expect(JSON.parse(JSON.stringify(events))).toHaveLength(events.length);
      }
      const outcome = reader.end(end);
      const failed = outcome.type === "failed" ? outcome.failure : undefined;
      expect(failed === undefined || !failed.message.includes("\n")).toBe(true);
      expect(outcome.type === "done" && (end.code !== 0 || end.signal !== null)).toBe(false);
      expect(unsound(reader.usage())).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

function unsound(usage: Usage | undefined): readonly number[] {
  const figures = (usage?.models ?? []).flatMap((each) => [
    each.inputTokens,
    each.cachedInputTokens,
    each.outputTokens,
    each.inputTokens - each.cachedInputTokens,
  ]);
  return [...figures, usage?.contextTokens ?? 0, usage?.requests ?? 0].filter(
    (figure) => !(figure >= 0),
  );
}

test.each(DRIVERS)("%s: chatter between its lines changes nothing", (driver) => {
  const chatter = fc.oneof(
    fc.string(),
    fc.constantFrom("npm warn x", "{", "[]", "null", '"result"'),
  );
  fc.assert(
    fc.property(
      fc.array(chatter, { maxLength: 30 }),
      fc.constantFrom(...scenariosOf(driver)),
      (noise, scenario) => {
        const quiet = lineDriverOf(driver)!.reader(launchOf(driver));
        const noisy = lineDriverOf(driver)!.reader(launchOf(driver));
        for (const [at, line] of recorded(driver, scenario, "stdout").split("\n").entries()) {
          const events = noise[at] === undefined ? [] : noisy.line(noise[at]);
          expect(events).toEqual([]);
          expect(noisy.line(line)).toEqual(quiet.line(line));
        }
        expect(noisy.usage()).toEqual(quiet.usage());
      },
    ),
    { numRuns: 60 },
  );
});
