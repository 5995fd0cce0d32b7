import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const PAWL = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

/** Runs a program to its end and gives its wall time in milliseconds; throws if it fails. */
export function timed(program, args, options = {}) {
  const start = performance.now();
  const done = spawnSync(program, args, { stdio: ["ignore", "ignore", "pipe"], ...options });
  const wall = performance.now() - start;
  if (done.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${String(done.stderr)}`);
  return wall;
}

/** User and system CPU time of a command, in milliseconds. */
export function cpuOf(program, args, options = {}) {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1';
  const out = execFileSync("bash", ["-c", `{ ${script}; } 2>&1`, "bash", program, ...args], {
    encoding: "utf8",
    ...options,
  });
  return out
    .trim()
    .split(/\s+/)
    .reduce((sum, each) => sum + Number(each) * 1000, 0);
}

/**
 * Folders go at the end, not between rounds: ext4 without a journal passes over what was deleted in the last minutes,
 * one by one, whenever a file is made, so that each round would slow the next. What a killed Pawl left under way may
 * still write for a moment.
 */
const folders = [];
process.on("exit", () => {
  const options = { recursive: true, force: true, maxRetries: 100, retryDelay: 20 };
  for (const folder of folders) rmSync(folder, options);
});

/** Calls `use` with a temporary folder, which is removed when the bench ends. */
export async function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "pawl-bench-"));
  folders.push(folder);
  return use(folder);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const spread = (values) => `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`;

/** One line of the report: median and spread in ms, and the ratio to the first. */
export function report(title, rows, unit = "ms") {
  console.log(`\n${title}`);
  const base = median(rows[0].values);
  for (const { name, values } of rows) {
    const ratio = (median(values) / base).toFixed(2);
    console.log(
      `  ${name.padEnd(34)} ${median(values).toFixed(1).padStart(9)} ${unit}  (${spread(values)})  × ${ratio}`,
    );
  }
}

/** The rounds of all contenders, taken in turn, so that what the machine does meanwhile meets each alike. */
export async function inTurn(rounds, contenders) {
  const rows = contenders.map(({ name }) => ({ name, values: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const [at, { once }] of contenders.entries()) rows[at].values.push(await once());
  }
  return rows;
}
