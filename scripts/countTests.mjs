// Counts what a test run's report says, and fails unless every suite of the repository ran, and nothing was skipped.
//   node scripts/countTests.mjs REPORT STATUS-OF-THE-RUN
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

const [path, status] = process.argv.slice(2);
const report = JSON.parse(readFileSync(path, "utf8"));

const suites = readdirSync("test", { recursive: true })
  .filter((each) => /\.(unit|int|e2e)\.ts$/.test(each))
  .map((each) => join("test", each));
const ran = new Map(report.testResults.map((each) => [relative(".", each.name), each]));

const missing = suites.filter(
  (each) => !ran.get(each)?.assertionResults.some(({ status }) => status === "passed"),
);
for (const each of missing) console.log(`${each} did not run`);
const skipped = report.numPendingTests + report.numTodoTests;
if (skipped > 0) console.log(`${skipped} tests were skipped, and none may be`);

// A suite that could not be loaded counts as one that failed.
const failed = report.numFailedTests + missing.length;
const good = status === "0" && failed === 0 && skipped === 0 && report.numPassedTests > 0;
console.log(`${report.numPassedTests} passed, ${failed} failed`);
process.exitCode = good ? 0 : 1;
