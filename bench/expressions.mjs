// What an expression costs in a phase of many tasks: each task hands a value to the next through `env.from`.
// 500 against 5,000 tasks; the cost of a task must stay near the same.
//   npm run build && node bench/expressions.mjs [rounds] [small] [large]
import { openEngine, memoryStore, parsePlan } from "../dist/index.js";
import { inFolder, inTurn, report } from "./lib.mjs";

const [rounds, ...sizes] = [5, 500, 5_000].map((usual, at) =>
  Number(process.argv[2 + at] ?? usual),
);

/** Each task reads what the one before it wrote. */
function chain(count) {
  const tasks = Array.from({ length: count }, (_, at) =>
    at === 0
      ? { id: "t0", run: ":", outputs: ["n"] }
      : {
          id: `t${at}`,
          run: ":",
          depends_on: `t${at - 1}`,
          when: `outputs.t${at - 1}.n != ""`,
          env: { N: { from: `int(outputs.t${at - 1}.n) + 1` } },
          outputs: ["n"],
        },
  );
  const file = { pawl: 1, name: "chain", phases: [{ id: "all", tasks }] };
  const { plan, diagnostics } = parsePlan(JSON.stringify(file), { path: "chain.json" });
  if (!plan) throw new Error(diagnostics[0].message);
  return plan;
}

/** Hands on the number that it was given, without a process. */
const executor = {
  start: ({ env }) => ({
    ended: Promise.resolve({ type: "succeeded", outputs: { n: env.N ?? "0" } }),
    cancel() {},
  }),
  async close() {},
};

const perTask = (count) => {
  const plan = chain(count);
  return () =>
    inFolder(async (folder) => {
      const engine = openEngine({ store: memoryStore(), executor, folder });
      const start = performance.now();
      const source = { path: "", sha256: "", dir: folder };
      const run = await (await engine.start(plan, { source })).finished;
      const ms = performance.now() - start;
      const last = run.tasks.at(-1).outputs?.n;
      if (last !== String(count - 1)) throw new Error(`${run.status}: the last task has ${last}`);
      return (ms * 1000) / count;
    });
};

report(
  "a chain of tasks with a condition and a value from the one before: cost of a task",
  await inTurn(
    rounds,
    sizes.map((count) => ({ name: `${count} tasks`, once: perTask(count) })),
  ),
  "µs",
);
