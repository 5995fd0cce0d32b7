// What a model does in the stages of two small tasks: it writes the test, the code, and reviews what others made. Its
// first code leaves something to be mended, once for each review. Which stage it is at is told by the prompt.
/** @import { Conversation } from "./conversation.mjs" */
/** @import { Step } from "./script.mjs" */

const testText = (/** @type {string} */ name, /** @type {string} */ check) =>
  `import assert from "node:assert/strict";
import { test } from "node:test";
import { ${name} } from "../src/${name}.mjs";

test("${name}", () => assert.equal(${check}));`;

/** By task: its test, its first code, its last, and by what a review knows the first. */
const TASKS = /** @type {const} */ ({
  sum: {
    test: testText("sum", "sum(1, 2), 3"),
    first: "export const sum = (a, b) => { const unused = 0; return a + b; };",
    last: "export const sum = (a, b) => a + b;",
  },
  mul: {
    test: testText("mul", "mul(2, 3), 6"),
    first: "export const mul = (a, b) => a * b;",
    last: "/** The product of two numbers. */\nexport const mul = (a, b) => a * b;",
  },
});

/**
 * @param {Conversation} conversation
 * @returns {readonly Step[]}
 */
export const tddWork = ({ asked }) =>
  asked
    .split(/^# Your step$/m)
    .slice(1)
    .flatMap(stepsFor);

/**
 * @param {string} prompt one of a conversation that may have had several
 * @returns {Step[]}
 */
function stepsFor(prompt) {
  const name = /^TASK (sum|mul)\b/m.exec(prompt)?.[1];
  if (name !== "sum" && name !== "mul") return [{ say: "I do not know this task." }];
  const { test, first, last } = TASKS[name];
  const file = `src/${name}.mjs`;
  if (prompt.includes("Write the tests that show"))
    return [
      { write: { path: `test/${name}.test.mjs`, text: test } },
      ...reported(`${name} has a test`),
    ];
  if (prompt.includes("does what was asked for, all of it")) return reviewed(specReview(prompt));
  if (prompt.includes("whether it is well made")) return reviewed(qualityReview(prompt));
  if (prompt.includes("This was done before, and was sent back"))
    return [{ shell: `printf '%s\\n' '${last}' > ${file}` }, ...reported(`${name} is mended`)];
  return [{ write: { path: file, text: first } }, ...reported(`${name} is there`)];
}

/** @param {string} prompt */
function specReview(prompt) {
  const criteria = [...prompt.matchAll(/^\d+\. (.*)$/gm)].map(([, criterion = ""]) => ({
    criterion,
    met: criterion !== "a comment says what it does" || prompt.includes("+/** The product"),
    evidence: "the differences above",
  }));
  return { verdict: "pass", criteria, findings: [] };
}

/** @param {string} prompt */
const qualityReview = (prompt) =>
  prompt.includes("+export const sum = (a, b) => { const unused")
    ? {
        verdict: "changes",
        findings: [{ text: "a variable is not used", file: "src/sum.mjs", line: 1 }],
      }
    : { verdict: "pass", findings: [] };

/** @type {(value: object) => Step[]} */
const reviewed = (value) => [
  { tool: "submit_artifact", args: { name: "review", value } },
  ...reported("looked at it"),
];

/** @type {(summary: string) => Step[]} */
const reported = (summary) => [
  { tool: "report", args: { status: "success", summary } },
  { say: summary },
];
