import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lastLineOf, oneLine, safeText } from "../../src/views/safeText.ts";

describe("text for a terminal", () => {
  test.each([
    ["colours", "\u001B[1;31mred\u001B[0m", "red"],
    ["a title with BEL", "a\u001B]0;pwned\u0007b", "ab"],
    ["a title with ST", "a\u001B]0;pwned\u001B\\b", "ab"],
    ["a clipboard write without an end", "a\u001B]52;c;aGk=\nb", "a\nb"],
    ["a device control string", "a\u001BP1$r0m\u001B\\b", "ab"],
    ["a cleared screen", "\u001B[2J\u001B[Ha", "a"],
    ["a reset", "a\u001Bcb", "ab"],
    ["one-byte control sequences", "a\u009B31mb", "ab"],
    ["an escape cut short", "a\u001B", "a"],
    ["bells and backspaces", "a\u0007\bb\u0000", "ab"],
    ["text in another order than it is written", "a\u202Eb\u2066\u061Cc", "abc"],
    ["carriage returns", "10%\r20%\r\ndone", "10%\n20%\ndone"],
    ["tabs, newlines and words of all kinds", "a\tb\n日本語 ✓ é", "a\tb\n日本語 ✓ é"],
  ])("%s", (_what, text, safe) => expect(safeText(text)).toBe(safe));

  test("never holds anything that a terminal would obey", () => {
    const parts = fc.constantFrom(
      "\u001B",
      "[",
      "]",
      "0;",
      "\u0007",
      "\\",
      "a",
      "\u009D",
      "m",
      "\n",
      "\u009B",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string({ unit: "binary" }))), (pieces) => {
        // oxlint-disable-next-line no-control-regex
        expect(safeText(pieces.join(""))).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
      }),
    );
  });
});

test("one line has its white space folded", () => {
  expect(oneLine(" a\n\t b\u001B[0m  c ")).toBe("a b c");
});

test("the last line is the last that says something, as it was seen last", () => {
  expect(lastLineOf("one\ntwo\n\n  \n")).toBe("two");
  expect(lastLineOf("10%\r55%\r")).toBe("55%");
  expect(lastLineOf("\u001B[32m\n")).toBe("");
});
