// The trials of the last `npm test --prefix e2e` as a table:  node e2e/table.mjs
import { readFileSync } from "node:fs";
import { ROWS } from "./report/rows.mjs";
/** @import { Row } from "./report/rows.mjs" */

/** @type {Row[]} */
const rows = readFileSync(ROWS, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const order = (/** @type {Row} */ { driver, scenario }) => `${scenario}\0${driver}`;
rows.sort((a, b) => (order(a) < order(b) ? -1 : 1));
console.log(
  "| scenario | driver | attempts | how they ended | requests | survivors | usage error |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const { scenario, driver, ended, requests, survivors, usageError } of rows) {
  const cells = [
    scenario,
    driver,
    ended.length,
    ended.join(", "),
    requests,
    survivors.length,
    usageError,
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
