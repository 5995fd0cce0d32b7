import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutAtWord } from "../../src/core/cutAtWord.ts";
import type { PhaseState } from "../../src/core/run.ts";
import { joinSummaries, summaryOfPhase, SUMMARY_LENGTHS } from "../../src/core/summaries.ts";

const lengthOf = (text: string): number => Array.from(text).length;

test("the bounds are those of seed 001", () => {
  expect(SUMMARY_LENGTHS).toEqual({ task: 400, phase: 300, aggregate: 800 });
});

describe("a text is cut", () => {
  test.each([
    ["not where it fits", "one two", 7, "one two"],
    ["at a word", "one two three", 9, "one two…"],
    ["in a word where that is all there is", "abcdefghij", 5, "abcd…"],
    ["by characters, and not by bytes", "äöü äöü äöü", 8, "äöü äöü…"],
    ["by characters, and not by units of memory", "😀😀😀😀 😀😀", 7, "😀😀😀😀 😀😀"],
    ["between characters of two units", "😀😀😀😀😀", 3, "😀😀…"],
    ["between signs, and not within one", "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 9, "👩‍👩‍👧…"],
    ["not from the letter that an accent stands on", "aaae\u0301aaa", 5, "aaa…"],
    ["with its white space folded", "  one\n\n two\tthree ", 20, "one two three"],
  ])("%s", (_, text, most, cut) => expect(cutAtWord(text, most)).toBe(cut));

  test("so that it is never longer than it may be, and says so where it was cut", () => {
    const texts = fc.string({ unit: "grapheme", maxLength: 300 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 80 }), (text, most) => {
        const cut = cutAtWord(text, most);
        const line = text.replace(/\s+/g, " ").trim();
        expect(lengthOf(cut)).toBeLessThanOrEqual(most);
        const fits = lengthOf(line) <= most && text.length <= most * 8;
        expect(fits ? cut === line : cut.endsWith("…")).toBe(true);
        expect(line.startsWith(cut.replace(/…$/, ""))).toBe(true);
      }),
    );
  });
});

describe("summaries of several tasks", () => {
  test("stand side by side where they fit", () => {
    expect(joinSummaries(["one is done", "two is done"], 800)).toBe("one is done; two is done");
  });

  test("leave room to each other where they do not: a short one is whole", () => {
    const long = (word: string): string => `${word} `.repeat(200).trim();
    const joined = joinSummaries([long("one"), "short", long("three")], 200);
    const [first, second, third] = joined.split("; ");
    expect(lengthOf(joined)).toBeLessThanOrEqual(200);
    expect(second).toBe("short");
    expect(first).toMatch(/^(?:one )+one…$/);
    expect(third).toMatch(/^(?:three )+three…$/);
    expect(Math.abs(first!.length - third!.length)).toBeLessThan(10);
  });

  test("of a phase leave room to each other too", () => {
    const said = ["looked ", "searched ", "read "].map((each) => each.repeat(100).trim());
    const tasks = said.map((summary) => ({
      round: 1,
      attempts: [{ round: 1, account: { report: { status: "success", summary } } }],
    }));
    const summary = summaryOfPhase({ tasks } as unknown as PhaseState)!;
    expect(lengthOf(summary)).toBeLessThanOrEqual(300);
    expect(summary).toMatch(/^(?:looked )+looked…; (?:searched )+searched…; (?:read )+read…$/);
  });

  test("of very many the first are shown", () => {
    const said = Array.from({ length: 100 }, (_, at) => `task ${at} has done what it was to do`);
    const joined = joinSummaries(said, 300);
    expect(joined).toMatch(/^task 0 has done what it was to do; task 1 .*…$/);
  });

  test("are never longer than they may be, all together", () => {
    const said = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(said, fc.integer({ min: 50, max: 800 }), (each, most) => {
        expect(lengthOf(joinSummaries(each, most))).toBeLessThanOrEqual(most);
      }),
    );
  });
});
