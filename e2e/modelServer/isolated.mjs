// What a model does in the four phases of Pawl's template `isolated`: it reads, builds, verifies and says what was committed. Which
// phase it is in is told by the artifact that its prompt asks for.
/** @import { Conversation } from "./conversation.mjs" */
/** @import { Step } from "./script.mjs" */

const SPEC = "docs/spec.md";
const MODULE = "src/overdue.mjs";
const TEST = "test/overdue.test.mjs";

const MODULE_TEXT = `/** Loans whose last day is over, the longest overdue first. */
export const overdue = (loans, today) =>
  loans.filter(({ last }) => last < today).toSorted((one, other) => one.last - other.last);`;

const TEST_TEXT = `import assert from "node:assert/strict";
import { test } from "node:test";
import { overdue } from "../src/overdue.mjs";

test("the longest overdue comes first, and a last day is not over yet", () => {
  const loans = [{ id: "a", last: 5 }, { id: "b", last: 2 }, { id: "c", last: 4 }];
  assert.deepEqual(overdue(loans, 5).map(({ id }) => id), ["b", "c"]);
});`;

const COMMIT = "1.1: say which loans are overdue";

/** @type {(...paths: string[]) => Step[]} */
const reads = (...paths) => paths.map((path) => ({ read: path }));

/** By the artifact that a phase hands in: what is done for it, and what is handed in. */
export const PHASES =
  /** @satisfies {Record<string, { work: readonly Step[], value: object }>} */ ({
    alignment_state: {
      work: reads(
        SPEC,
        "docs/decisions.md",
        "src/loans.mjs",
        "src/returns.mjs",
        "src/fines.mjs",
        "src/calendar.mjs",
        "src/notices.mjs",
        "test/loans.test.mjs",
      ),
      value: {
        alignment_status: "approved",
        approved_tasks: ["1.1.1", "1.1.2"],
        scope_boundaries: { included_modules: [MODULE], excluded_modules: ["src/fines.mjs"] },
        issues: [{ severity: "minor", text: "the specification names no time zone" }],
      },
    },
    implementation_state: {
      work: [
        ...reads(SPEC, "src/loans.mjs", "src/calendar.mjs", "src/holds.mjs", "test/loans.test.mjs"),
        { write: { path: MODULE, text: MODULE_TEXT } },
        { write: { path: TEST, text: TEST_TEXT } },
        { shell: `node --test ${TEST}` },
      ],
      value: {
        implemented_files: [MODULE, TEST],
        test_results: { passed: 1, failed: 0 },
        build_status: "success",
      },
    },
    verification_state: {
      work: reads(SPEC, MODULE, TEST, "src/loans.mjs", "src/calendar.mjs"),
      value: {
        verification_status: "approved",
        ac_results: { "AC-1.1.1": "pass", "AC-1.1.2": "pass" },
        notes: {
          "AC-1.1.1": `${TEST} has a loan on its last day`,
          "AC-1.1.2": `${TEST} has two that are overdue`,
        },
        quality_metrics: { code_quality_score: 92 },
      },
    },
    commit_state: {
      work: reads(MODULE, TEST),
      value: { committed: true, message: COMMIT, files: [MODULE, TEST] },
    },
  });

/**
 * @param {Conversation} conversation
 * @returns {readonly Step[]}
 */
export function isolatedWork({ asked, tools }) {
  const handsIn = tools.some(({ name }) => name.endsWith("submit_artifact"));
  const names = new Set(
    [...asked.matchAll(/^## What to hand in\s+### (\w+)$/gm)].map(([, name]) => name),
  );
  return Object.entries(PHASES)
    .filter(([name]) => names.has(name))
    .flatMap(([name, { work, value }]) => [
      ...work,
      ...(handsIn ? handedIn(name, value) : [{ say: `${name}: ${JSON.stringify(value)}` }]),
    ]);
}

/**
 * The same in a conversation that keeps all it has seen: what it has read once, or written itself, it does not read.
 *
 * @param {Conversation} conversation
 * @returns {readonly Step[]}
 */
export function isolatedWorkRemembered(conversation) {
  const known = new Set();
  return isolatedWork(conversation).filter((step) => {
    const path = "read" in step ? step.read : "write" in step ? step.write.path : undefined;
    const again = "read" in step && known.has(path);
    known.add(path);
    return !again;
  });
}

/** @type {(name: string, value: object) => Step[]} */
const handedIn = (name, value) => [
  { tool: "submit_artifact", args: { name, value } },
  { tool: "report", args: { status: "success", summary: `${name} is handed in` } },
  { say: `${name} is handed in.` },
];
