// What it takes to start: --version beside `node -e 0`, validate of 1,000 tasks, and the first new task after
// a kill -9 in the middle of 1,000.
//   node bench/start.mjs [rounds]
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cpuOf, inFolder, inTurn, PAWL, report, timed } from "./lib.mjs";

const rounds = Number(process.argv[2] ?? 7);

report(
  "start-up",
  await inTurn(rounds, [
    { name: "node -e 0", once: () => timed(process.execPath, ["-e", "0"]) },
    { name: "pawl --version", once: () => timed(process.execPath, [PAWL, "--version"]) },
  ]),
);

const tasks = (count, run) =>
  Array.from(
    { length: count },
    (_, at) => `      - id: t${at}\n        run: ${run}\n        timeout: 5m`,
  ).join("\n");
const plan = (count, run) =>
  `pawl: 1\nname: bench\nconcurrency: 4\nphases:\n  - id: all\n    tasks:\n${tasks(count, run)}\n`;

await inFolder(async (folder) => {
  writeFileSync(join(folder, "plan.yaml"), plan(1_000, '"true"'));
  report(
    "validate, 1,000 tasks: CPU time",
    await inTurn(rounds, [
      {
        name: "pawl validate",
        once: () => cpuOf(process.execPath, [PAWL, "validate", "plan.yaml"], { cwd: folder }),
      },
    ]),
  );
});

report("resume of 1,000 tasks killed half way: until the first new task is journaled", [
  { name: "pawl resume", values: await several(Math.min(rounds, 5), resumeOnce) },
]);

async function several(count, once) {
  const values = [];
  for (let at = 0; at < count; at++) values.push(await inFolder(once));
  return values;
}

async function resumeOnce(folder) {
  writeFileSync(join(folder, "plan.yaml"), plan(1_000, '"true"'));
  const journal = () => {
    const runs = readdirSync(join(folder, ".pawl", "runs"));
    return readFileSync(join(folder, ".pawl", "runs", runs[0], "journal.jsonl"), "utf8");
  };
  const count = (text) => text.split('"type":"attempt-started"').length - 1;
  const first = spawn(process.execPath, [PAWL, "run", "plan.yaml"], {
    cwd: folder,
    stdio: "ignore",
  });
  await until(() => count(journal()) >= 500);
  first.kill("SIGKILL");
  await new Promise((resolve) => first.once("exit", resolve));
  const before = count(journal());
  const start = performance.now();
  const second = spawn(process.execPath, [PAWL, "resume"], { cwd: folder, stdio: "ignore" });
  await until(() => count(journal()) > before);
  const ms = performance.now() - start;
  second.kill("SIGKILL");
  await new Promise((resolve) => second.once("exit", resolve));
  return ms;
}

async function until(holds) {
  for (;;) {
    try {
      if (holds()) return;
    } catch {
      // It is not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
