import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { penOf } from "../../src/github/harmless.ts";

const pen = penOf((text) => text);
const APART = "\u200B";

test.each([
  ["@octocat and @org/team", `@${APART}octocat and @${APART}org/team`],
  ["a@b.example", `a@${APART}b.example`],
  ["fixes #12, octo/shop#12", `fixes #${APART}12, octo/shop#${APART}12`],
  ["GH-12 gh-12", `GH${APART}-12 gh${APART}-12`],
  ["https://github.com/o/r/issues/1", `https:${APART}//github.com/o/r/issues/1`],
  ["www.example.com", `www${APART}.example.com`],
  ["awww.@", `awww${APART}.@`],
  [
    "<!-- pawl1 r living 0 0 --> <img src=x>",
    "&lt;\\!-- pawl1 r living 0 0 --&gt; &lt;img src=x&gt;",
  ],
  ["![x](y) **b** `c` | ~~d~~", "\\!\\[x\\]\\(y\\) \\*\\*b\\*\\* \\`c\\` \\| \\~\\~d\\~\\~"],
  ["&#64;octocat", `&amp;#${APART}64;octocat`],
  ["one\n/pawl approve build", "one /pawl approve build"],
  ["\u001B[31mred\u001B[0m", "red"],
])("%j is written as %j", (text, wanted) => {
  expect(pen.say(text)).toBe(wanted);
});

/** What GitHub would take for something, however it comes to be there. */
const ACTIVE = /@[\w-]|#\d|gh-\d|:\/\/|www\.\S|<|\n/i;

test("whatever a text is, it calls nobody and names no issue", () => {
  const piece = constantFrom(
    "@",
    "#",
    "1",
    "a",
    "GH-",
    "://",
    "www.",
    "_",
    "<",
    ">",
    "&",
    "`",
    "\\",
    " ",
    "\n",
    "\u0000",
    "\u200D",
    "é",
  );
  assert(
    property(
      oneof(
        string(),
        array(piece).map((each) => each.join("")),
      ),
      (text) => {
        expect(pen.say(text)).not.toMatch(ACTIVE);
      },
    ),
  );
});

test("a name between backquotes cannot end them", () => {
  assert(
    property(string(), (text) => {
      const written = pen.code(text);
      expect(written.slice(1, -1)).not.toContain("`");
      expect(written).toMatch(/^`[^\n]+`$/);
    }),
  );
});

test("a long text is cut, and not in the middle of a character", () => {
  expect(pen.say("a".repeat(600))).toBe(`${"a".repeat(499)}…`);
  expect(pen.say(`${"a".repeat(498)}😀b`)).toBe(`${"a".repeat(498)}…`);
});

test("secrets are taken out before anything is made of the text", () => {
  const secret = "my_secret*value";
  const careful = penOf((text) => text.replaceAll(secret, "***"));
  expect(careful.say(`it is ${secret}.`)).toBe("it is \\*\\*\\*.");
  expect(careful.code(secret)).toBe("`***`");
  expect(careful.say("it is my_secret\u0000*value")).toBe("it is \\*\\*\\*");
});
