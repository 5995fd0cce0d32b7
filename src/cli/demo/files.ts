/** The files of the repository that the demonstration works on: a small library with a fault in it. */
export const FILES: Readonly<Record<string, string>> = {
  "package.json": `{
  "name": "tally",
  "version": "0.1.0",
  "description": "Counts words.",
  "type": "module",
  "exports": "./src/tally.js",
  "bin": { "tally": "bin/tally.js" },
  "scripts": { "test": "node --test" }
}
`,
  "README.md": `# tally

Counts words.

    node bin/tally.js README.md

\`tally(text)\` gives a Map of words and counts, \`top(text, count)\` the most frequent ones.
`,
  ".gitignore": `reports/
`,
  "src/tally.js": `/** How often each word of a text occurs; upper and lower case are the same. */
export function tally(text) {
  const counts = new Map();
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** The most frequent words, each with its count; of equal ones the first in the alphabet. */
export function top(text, count) {
  const entries = [...tally(text)];
  entries.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return entries.slice(0, count);
}
`,
  "bin/tally.js": `#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { top } from "../src/tally.js";

const text = readFileSync(process.argv[2], "utf8");
for (const [word, count] of top(text, 5)) console.log(count + " " + word);
`,
  "test/tally.test.js": `import assert from "node:assert";
import { test } from "node:test";
import { tally, top } from "../src/tally.js";

test("counts each word", () => {
  assert.deepStrictEqual([...tally("one two two")], [["one", 1], ["two", 2]]);
});

test("makes no difference of case", () => {
  assert.strictEqual(tally("Word word WORD").get("word"), 3);
});

test("gives the most frequent words first", () => {
  assert.deepStrictEqual(top("a b b c c c", 2), [["c", 3], ["b", 2]]);
});
`,
  "tools/smoke.mjs": `// Compares what the program prints with what it printed before. Where there is nothing to compare with yet,
// it keeps what it sees and fails, so that nobody takes the first answer for a tested one.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const kept = "reports/smoke.txt";
const printed = execFileSync(process.execPath, ["bin/tally.js", "README.md"], { encoding: "utf8" });
mkdirSync("reports", { recursive: true });
if (!existsSync(kept)) {
  writeFileSync(kept, printed);
  console.log("nothing to compare with yet: kept what was printed in " + kept);
  process.exit(1);
}
if (readFileSync(kept, "utf8") !== printed) {
  console.log("it prints something else than before:\\n" + printed);
  process.exit(1);
}
console.log("it prints what it printed before");
`,
  "ISSUE.md": `# "don't" is counted as two words

\`tally("don't")\` counts "don" and "t". It should be one word.
`,
};

/** What the build phase applies: first the test that shows the fault, then the fix. */
export const PATCHES: Readonly<Record<string, string>> = {
  "patches/1-test.patch": `--- a/test/tally.test.js
+++ b/test/tally.test.js
@@ -13,3 +13,7 @@
 test("gives the most frequent words first", () => {
   assert.deepStrictEqual(top("a b b c c c", 2), [["c", 3], ["b", 2]]);
 });
+
+test("takes a word with an apostrophe for one", () => {
+  assert.deepStrictEqual([...tally("Don't, she said, don't.")], [["don't", 2], ["she", 1], ["said", 1]]);
+});
`,
  "patches/2-fix.patch": `--- a/src/tally.js
+++ b/src/tally.js
@@ -1,7 +1,7 @@
 /** How often each word of a text occurs; upper and lower case are the same. */
 export function tally(text) {
   const counts = new Map();
-  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
+  for (const word of text.toLowerCase().match(/[a-z]+(?:'[a-z]+)*/g) ?? []) {
     counts.set(word, (counts.get(word) ?? 0) + 1);
   }
   return counts;
`,
};

/** The history that the repository starts with. */
export const COMMITS: readonly { readonly message: string; readonly paths: readonly string[] }[] = [
  {
    message: "A word counter",
    paths: ["package.json", "README.md", ".gitignore", "src/tally.js", "test/tally.test.js"],
  },
  { message: "A command line", paths: ["bin/tally.js", "tools/smoke.mjs"] },
  { message: "An issue: words with an apostrophe", paths: ["ISSUE.md"] },
  {
    message: "A plan, and the changes that it applies",
    paths: ["pawl.yaml", "patches/1-test.patch", "patches/2-fix.patch"],
  },
];
