import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnostic } from "../../src/plan/diagnostic.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";
import { everyTime } from "./support.ts";

const at = (line: number, column: number, length = 1): Diagnostic => ({
  severity: "error",
  code: "x",
  file: "f",
  line,
  column,
  length,
  message: "wrong",
});

test("tabs and wide characters before and under the mark", () => {
  expect(formatDiagnostics([at(1, 3, 3)], "\tab: cd")).toMatchInlineSnapshot(`
    "f:1:3  error  wrong
            ab: cd
             ^~~"
  `);
  expect(formatDiagnostics([at(1, 7, 2)], "a\tb: 名前 x")).toMatchInlineSnapshot(`
    "f:1:7  error  wrong
        a   b: 名前 x
                 ^~~"
  `);
  expect(formatDiagnostics([at(1, 10, 2)], "名前😀e\u0301: xy")).toMatchInlineSnapshot(`
    "f:1:10  error  wrong
        名前😀é: xy
                  ^"
  `);
});

test("long lines are cut to a window around the mark", () => {
  const line = Array.from({ length: 100 }, (_, n) => `word${n}`).join(" ");
  expect(formatDiagnostics([at(1, 1, 5)], line)).toMatchInlineSnapshot(`
    "f:1:1  error  wrong
        word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 word1…
        ^~~~~"
  `);
  expect(formatDiagnostics([at(1, 300, 6)], line)).toMatchInlineSnapshot(`
    "f:1:300  error  wrong
        … word40 word41 word42 word43 word44 word45 word46 word47 word48 word49 word50 word51 word52 word53 w…
                                       ^~~~~~"
  `);
  expect(formatDiagnostics([at(1, line.length - 5, 6)], line)).toMatchInlineSnapshot(`
    "f:1:684  error  wrong
        …85 word86 word87 word88 word89 word90 word91 word92 word93 word94 word95 word96 word97 word98 word99
                                                                                                       ^~~~~~"
  `);
  expect(formatDiagnostics([at(1, 101, 4)], "😀".repeat(200))).toMatchInlineSnapshot(`
    "f:1:101  error  wrong
        …😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀…
                                       ^~~~"
  `);
  expect(formatDiagnostics([at(1, 200, 400)], "x".repeat(1000))).toMatchInlineSnapshot(`
    "f:1:200  error  wrong
        …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
                                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"
  `);
});

test("a place at the end of a line, of the file, or of neither", () => {
  expect(formatDiagnostics([at(1, 4)], "abc\ndef")).toMatchInlineSnapshot(`
    "f:1:4  error  wrong
        abc
           ^"
  `);
  expect(formatDiagnostics([at(3, 1)], "abc\ndef\n")).toMatchInlineSnapshot(
    `"f:3:1  error  wrong"`,
  );
  expect(formatDiagnostics([{ ...at(0, 0), hint: "do this" }], "abc")).toMatchInlineSnapshot(`
    "f  error  wrong
        do this"
  `);
});

test("a terminal is not steered by a plan", () => {
  const hostile = { ...at(1, 1, 3), message: "is \u001b[2J\u202e", hint: "\u0007" };
  expect(formatDiagnostics([hostile], "a\u001b[31mb\u009b")).toMatchInlineSnapshot(`
    "f:1:1  error  is �[2J�
        a�[31mb�
        ^~~
        �"
  `);
});

test("colours", () => {
  const both = [
    { ...at(1, 1, 3), hint: "do this" },
    { ...at(1, 2), severity: "warning" as const },
  ];
  expect(formatDiagnostics(both, "abc", { color: true })).toMatchInlineSnapshot(`
    "[1mf:1:1[22m  [31merror[39m  wrong
        abc
        [31m^~~[39m
        [36mdo this[39m

    [1mf:1:2[22m  [33mwarning[39m  wrong
        abc
        [33m ^[39m"
  `);
});

test("nothing to say", () => {
  expect(formatDiagnostics([], "abc")).toBe("");
});

test("the mark is under its text, whatever the text", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 });
  const check = ([line, column, length]: [string, number, number]): void => {
    const [, source = "", mark = ""] = formatDiagnostics(
      [at(1, 1 + (column % line.length), 1 + length)],
      line,
    ).split("\n");
    if (line.trim() === "" || line.includes("\n")) return;
    expect(mark.trim()).toMatch(/^\^~*$/);
    expect(source.length).toBeLessThan(4 * 110);
  };
  expect(everyTime(fc.tuple(text, fc.nat(), fc.nat(50)), check)).toBe("held");
});
