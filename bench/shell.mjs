// Fan-out and chain of `true`, fully durable, beside GNU make with a stamp file each, and dagu.
//   node bench/shell.mjs [rounds]
// dagu is taken from the PATH or from DAGU; without it its row is left out, and that is said.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, inTurn, PAWL, report, timed } from "./lib.mjs";

const rounds = Number(process.argv[2] ?? 5);
const DAGU = process.env.DAGU ?? "dagu";
const hasDagu = spawnSync(DAGU, ["version"], { stdio: "ignore" }).status === 0;

const numbers = (count) => Array.from({ length: count }, (_, at) => at);

function plan(count, concurrency, after) {
  const tasks = numbers(count).map(
    (at) =>
      `      - { id: t${at}, run: "true"${after && at > 0 ? `, depends_on: t${at - 1}` : ""} }`,
  );
  return `pawl: 1\nname: bench\nconcurrency: ${concurrency}\nphases:\n  - id: all\n    tasks:\n${tasks.join("\n")}\n`;
}

function makefile(count, after) {
  const rules = numbers(count).map(
    (at) => `s${at}:${after && at > 0 ? ` s${at - 1}` : ""}\n\t@true && touch s${at}`,
  );
  return `all: ${numbers(count)
    .map((at) => `s${at}`)
    .join(" ")}\n${rules.join("\n")}\n`;
}

function dag(count, concurrency, after) {
  const steps = numbers(count).map(
    (at) =>
      `  - name: t${at}\n    command: "true"${after && at > 0 ? `\n    depends: [t${at - 1}]` : ""}`,
  );
  return `type: graph\nmaxActiveSteps: ${concurrency}\nsteps:\n${steps.join("\n")}\n`;
}

async function compare(title, count, concurrency, after) {
  const pawl = () =>
    inFolder((folder) => {
      writeFileSync(join(folder, "plan.yaml"), plan(count, concurrency, after));
      return timed(process.execPath, [PAWL, "run", "plan.yaml"], { cwd: folder });
    });
  const make = () =>
    inFolder((folder) => {
      writeFileSync(join(folder, "Makefile"), makefile(count, after));
      return timed("make", ["-s", `-j${concurrency}`, "all"], { cwd: folder });
    });
  const dagu = () =>
    inFolder((folder) => {
      writeFileSync(join(folder, "bench.yaml"), dag(count, concurrency, after));
      return timed(DAGU, ["start", "bench.yaml"], {
        cwd: folder,
        env: { ...process.env, DAGU_HOME: join(folder, "home") },
      });
    });
  const contenders = [
    { name: "make with stamps", once: make },
    { name: "pawl run", once: pawl },
    ...(hasDagu ? [{ name: "dagu start", once: dagu }] : []),
  ];
  report(title, await inTurn(rounds, contenders));
}

await compare("fan-out: 500 × true, 8 side by side", 500, 8, false);
await compare("chain: 200 × true, one after another", 200, 1, true);
if (!hasDagu) console.log("\n(dagu was not found: set DAGU to its path to have it measured too)");
