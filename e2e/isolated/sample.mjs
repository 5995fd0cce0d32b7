// A repository to work in, of the size that small projects have: a specification and some twenty files of 5 to 10 KB.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Modules of a lending library. */
export const MODULES = [
  "catalogue",
  "members",
  "loans",
  "returns",
  "holds",
  "fines",
  "branches",
  "calendar",
  "notices",
  "search",
  "reports",
  "imports",
];

const TESTED = ["loans", "returns", "holds", "fines", "calendar", "notices"];
const VERBS = ["find", "count", "list", "check", "describe", "compare", "collect", "order"];
const OBJECTS = ["entries", "dates", "owners", "states", "amounts", "places"];

/** @param {string} folder */
export function writeSample(folder) {
  for (const [name, text] of Object.entries(filesOf())) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Commits all that is in the folder, with a committer of the repository's own. @param {string} folder */
export function commitSample(folder) {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8" });
  git("init", "-q");
  git("config", "user.name", "Somebody");
  git("config", "user.email", "somebody@example.com");
  git("add", ".");
  git("commit", "-qm", "A lending library");
}

/** @returns {Record<string, string>} */
function filesOf() {
  return Object.fromEntries([
    [".gitignore", "coverage/\n"],
    ["docs/spec.md", specification()],
    ["docs/decisions.md", decisions()],
    ...MODULES.map((name) => [`src/${name}.mjs`, moduleText(name)]),
    ...TESTED.map((name) => [`test/${name}.test.mjs`, testText(name)]),
  ]);
}

const FUNCTIONS = VERBS.flatMap((verb) => OBJECTS.map((object) => ({ verb, object }))).slice(0, 24);

const nameOf = (/** @type {{ verb: string, object: string }} */ { verb, object }) =>
  `${verb}${object[0]?.toUpperCase()}${object.slice(1)}`;

/** @param {string} module */
function moduleText(module) {
  const each = FUNCTIONS.map((given, at) => {
    const { verb, object } = given;
    return `/**
 * For ${module}: ${verb} the ${object} that are at least ${at + 1} days old, oldest first.
 *
 * @param {readonly { id: string, days: number }[]} all
 */
export function ${nameOf(given)}(all) {
  const old = all.filter((each) => each.days >= ${at + 1});
  return old.toSorted((one, other) => other.days - one.days);
}
`;
  });
  return each.join("\n");
}

/** @param {string} module */
function testText(module) {
  const each = FUNCTIONS.map((given, at) => {
    const name = nameOf(given);
    return `test("${name} of ${module} leaves out what is younger than ${at + 1} days", () => {
  const all = [{ id: "a", days: ${at} }, { id: "b", days: ${at + 1} }, { id: "c", days: ${at + 9} }];
  assert.deepEqual(${name}(all).map(({ id }) => id), ["c", "b"]);
});
`;
  });
  const names = FUNCTIONS.map(nameOf).join(", ");
  return `import assert from "node:assert/strict";
import { test } from "node:test";
import { ${names} } from "../src/${module}.mjs";

${each.join("\n")}`;
}

function specification() {
  const phases = MODULES.map((module, at) => {
    const number = `1.${at + 2}`;
    const criteria = OBJECTS.map(
      (object, of) =>
        `- AC-${number}.${of + 1}: the ${object} of ${module} are kept with the day on which they were changed, and are found again by it.`,
    );
    return `## Phase ${number}: ${module}\n\nWhat the library needs of ${module}.\n\n${criteria.join("\n")}\n`;
  });
  return `# A lending library

## Phase 1.1: what is overdue

- 1.1.1: say which loans are overdue on a day.
- 1.1.2: put them into order.
- AC-1.1.1: a loan is overdue from the day after its last day on.
- AC-1.1.2: what is overdue is listed with the longest first.

${phases.join("\n")}`;
}

function decisions() {
  const each = MODULES.flatMap((module) =>
    OBJECTS.map(
      (object) =>
        `- The ${object} of ${module} are kept in memory: there are few, and all are looked at each time.`,
    ),
  );
  return `# What was decided\n\n${each.join("\n")}\n`;
}
