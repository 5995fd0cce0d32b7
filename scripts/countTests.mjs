// Counts what the reports of test runs say, and fails unless every suite of their folders ran, and nothing was skipped.
//   node scripts/countTests.mjs FOLDER REPORT STATUS-OF-THE-RUN [FOLDER REPORT STATUS-OF-THE-RUN …]
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

const given = process.argv.slice(2);
let passed = 0;
let failed = 0;
let good = true;

for (let at = 0; at < given.length; at += 3) {
  const [folder, path, status] = given.slice(at, at + 3);
  const report = readReport(path);
  const suites = readdirSync(folder, { recursive: true })
    .filter((each) => /\.(unit|int|e2e)\.ts$/.test(each))
    .map((each) => join(folder, each));
  const ran = new Map(report.testResults.map((each) => [relative(".", each.name), each]));

  const missing = suites.filter(
    (each) => !ran.get(each)?.assertionResults.some(({ status }) => status === "passed"),
  );
  for (const each of missing) console.log(`${each} did not run`);
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) console.log(`${skipped} tests of ${folder} were skipped, and none may be`);

  for (const each of report.testResults) sayFailures(each);

  passed += report.numPassedTests;
  // A suite that could not be loaded counts as one that failed.
  failed += report.numFailedTests + missing.length;
  good &&= status === "0" && skipped === 0 && report.numPassedTests > 0;
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = good && failed === 0 ? 0 : 1;

/** At the end of a long log, where it is looked for: which tests failed, and the first lines of why. */
function sayFailures({ name, message, assertionResults }) {
  const file = relative(".", name);
  if (message) console.log(`FAILED ${file}\n${firstLines(message)}`);
  for (const each of assertionResults.filter(({ status }) => status === "failed")) {
    console.log(`FAILED ${file}: ${each.fullName}\n${firstLines(each.failureMessages.join("\n"))}`);
  }
}

function firstLines(text) {
  return text
    .split("\n")
    .slice(0, 12)
    .map((line) => `  ${line.slice(0, 300)}`)
    .join("\n");
}

/** A run that broke off wrote no report: none of its suites ran. */
function readReport(path) {
  if (existsSync(path) && readFileSync(path, "utf8") !== "") {
    return JSON.parse(readFileSync(path, "utf8"));
  }
  return {
    testResults: [],
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
  };
}
