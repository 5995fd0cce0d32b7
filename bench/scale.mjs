// What a task costs in the loop itself, with a durable journal and an executor that does nothing:
// 1,000 against 20,000 tasks in one plan; memory; and the replay of the larger journal.
//   node bench/scale.mjs [rounds]
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { inFolder, inTurn, median, report } from "./lib.mjs";

const SELF = fileURLToPath(import.meta.url);

if (process.argv[2] === "once") await once(Number(process.argv[3]), process.argv[4]);
else await main(Number(process.argv[2] ?? 5));

async function main(rounds) {
  const results = {};
  const measure = (count) => () =>
    inFolder((folder) => {
      const result = JSON.parse(
        execFileSync(process.execPath, [SELF, "once", String(count), folder], { encoding: "utf8" }),
      );
      (results[count] ??= []).push(result);
      return result.msPerTask * 1000;
    });
  const rows = await inTurn(rounds, [
    { name: "1,000 tasks", once: measure(1_000) },
    { name: "20,000 tasks", once: measure(20_000) },
  ]);
  report("no-op tasks in one plan, durable, 8 side by side: cost of a task", rows, "µs");
  const large = results[20_000];
  console.log(
    `  memory of the process with 20,000:  ${median(large.map((each) => each.rssMB)).toFixed(0)} MB at its peak`,
  );
  console.log(
    `  replay of its ${large[0].events} events:       ${median(large.map((each) => each.replayMs)).toFixed(0)} ms`,
  );
}

async function once(count, folder) {
  const { jsonStore, openEngine, parsePlan, replay } = await import("../dist/index.js");
  const tasks = Array.from({ length: count }, (_, at) => `      - { id: t${at}, run: ":" }`).join(
    "\n",
  );
  const { plan } = parsePlan(
    `pawl: 1\nname: scale\nconcurrency: 8\nphases:\n  - id: all\n    tasks:\n${tasks}\n`,
    { path: `${folder}/plan.yaml` },
  );
  const store = jsonStore(folder);
  const nothing = { ended: Promise.resolve({ type: "succeeded" }), cancel() {} };
  const executor = { start: () => nothing, adopt: () => nothing, async close() {} };
  const engine = openEngine({ store, executor, folder });
  const start = performance.now();
  const driving = await engine.start(plan, { source: { path: "", sha256: "", dir: folder } });
  const run = await driving.finished;
  const ms = performance.now() - start;
  if (run.status !== "completed") throw new Error(run.status);
  const rssMB = process.resourceUsage().maxRSS / 1024;
  const before = performance.now();
  const { events } = await jsonStore(folder).read(driving.run);
  replay(events);
  const replayMs = performance.now() - before;
  console.log(JSON.stringify({ msPerTask: ms / count, rssMB, replayMs, events: events.length }));
}
