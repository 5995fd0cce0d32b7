/**
 * What an event costs the pure core, in a plan of 1,000 tasks and in one of 20,000: the ratio must stay near 1, but for
 * what the processor's caches add (compare 20,000 with 160,000).
 *
 *     npm run build && node --expose-gc bench/core.mjs [repetitions] [small] [large]
 *
 * `drive` is the engine's loop without its journal: bookkeeping, dispatch, and one attempt ending in each turn, with a
 * concurrency of 8. `replay` folds the journal that this gives. Microseconds; median and spread of the repetitions.
 */
import { performance } from "node:perf_hooks";
import { decide } from "../dist/core/decide.js";
import { evolve } from "../dist/core/evolve.js";
import { replay } from "../dist/core/replay.js";
import { schedule } from "../dist/core/schedule.js";

const [REPETITIONS, ...SIZES] = [5, 1_000, 20_000].map((usual, at) =>
  Number(process.argv[2 + at] ?? usual),
);
const CONCURRENCY = 8;
const PERSON = { user: "bench", host: "bench", pid: 1 };
const FAILED = { type: "failed", failure: { class: "fatal", message: "no" } };

const retry = { maxAttempts: 1, backoff: "none", delayMs: 0, maxDelayMs: 0, jitter: 0 };
const defaults = {
  timeoutMs: 1,
  retry,
  cwd: ".",
  continueOnError: false,
  maxOutputBytes: 1,
  graceMs: 1,
};

const task = (id, dependsOn = []) => ({ id, kind: "command", run: "true", dependsOn });
const phase = (id, tasks, dependsOn = []) => ({
  id,
  dependsOn,
  when: "success",
  checkpoint: true,
  tasks,
});
const upTo = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** Phases of plans with `size` tasks, by shape. */
const SHAPES = {
  "one phase": (size) => [
    phase(
      "p",
      upTo(size, (n) => task(`t${n}`)),
    ),
  ],
  "phases of 100": (size) =>
    upTo(size / 100, (p) =>
      phase(
        `p${p}`,
        upTo(100, (n) => task(`t${n}`)),
        p === 0 ? [] : [`p${p - 1}`],
      ),
    ),
  "layers of 100, 3 dependencies": (size) => [
    phase(
      "p",
      upTo(size, (n) => task(`t${n}`, above(n))),
    ),
  ],
  "chain in one phase": (size) => [
    phase(
      "p",
      upTo(size, (n) => task(`t${n}`, n === 0 ? [] : [`t${n - 1}`])),
    ),
  ],
  "phases of one, chained": (size) =>
    upTo(size, (p) => phase(`p${p}`, [task(`p${p}`)], p === 0 ? [] : [`p${p - 1}`])),
  "phases of one, independent": (size) => upTo(size, (p) => phase(`p${p}`, [task(`p${p}`)])),
  "phases of one, chained, until the last": (size) => SHAPES["phases of one, chained"](size),
};

/** Three tasks of the layer of 100 above. */
function above(n) {
  const layer = Math.floor(n / 100) - 1;
  return layer < 0 ? [] : [0, 33, 67].map((shift) => `t${layer * 100 + ((n + shift) % 100)}`);
}

function startOf(name, size) {
  const phases = SHAPES[name](size);
  const plan = {
    format: "pawl",
    name,
    params: {},
    concurrency: CONCURRENCY,
    onFailure: "continue",
    env: {},
    defaults,
    notify: [],
    phases,
  };
  const options = name.includes("until") ? { until: phases.at(-1).id } : {};
  const source = { path: "/plan.yaml", sha256: "", dir: "/" };
  return {
    type: "run-started",
    run: "r",
    plan,
    source,
    params: {},
    options,
    by: PERSON,
    version: "0",
  };
}

/** Gives the journal of the run and how long its events took, without that of the first. */
function drive(start, result = { type: "succeeded" }) {
  const journal = [];
  let run;
  const fold = (event) => {
    const recorded = { seq: journal.length + 1, at: 0, event };
    journal.push(recorded);
    run = evolve(run, recorded);
  };
  const ask = (request) => {
    const events = decide(run, request, 0);
    if (!Array.isArray(events)) throw new Error(events.text);
    for (const event of events) fold(event);
    return events.length;
  };
  fold(start);
  const begun = performance.now();
  for (;;) {
    while (ask({ type: "proceed" }) > 0);
    for (const effect of schedule(run, 0)) ask({ ...effect, type: "begin-attempt" });
    const [next] = run.underway;
    if (!next) break;
    ask({
      type: "report-attempt",
      phase: next.phase.spec.id,
      task: next.spec.id,
      attempt: next.attempts.length,
      result,
      chance: 0.5,
    });
  }
  const ms = performance.now() - begun;
  const expected = result.type === "succeeded" ? "completed" : "failed";
  if (run.status !== expected) throw new Error(`${start.plan.name} ended as ${run.status}`);
  return { journal, run, ms };
}

function timed(work) {
  const begun = performance.now();
  const result = work();
  return { result, ms: performance.now() - begun };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const spread = (values) => `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;

/**
 * Microseconds for each event. Small plans are taken as often as makes up a large one, and what comes of them is kept,
 * so that all do the same work and hold the same memory.
 */
function measure(name, size) {
  const rounds = Math.max(...SIZES) / size;
  const start = startOf(name, size);
  const { journal } = drive(start);
  const drives = [];
  const replays = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    globalThis.gc?.();
    const driven = Array.from({ length: rounds }, () => drive(start));
    const ms = driven.reduce((sum, each) => sum + each.ms, 0);
    drives.push((ms * 1_000) / (rounds * journal.length));
    driven.length = 0;
    globalThis.gc?.();
    const folds = timed(() => Array.from({ length: rounds }, () => replay(journal)));
    replays.push((folds.ms * 1_000) / (rounds * journal.length));
  }
  return { events: journal.length, drives, replays, memory: memoryOf(journal) };
}

/** Megabytes that the folded run holds beside its journal. */
function memoryOf(journal) {
  if (!globalThis.gc) return undefined;
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const run = replay(journal);
  globalThis.gc();
  const held = process.memoryUsage().heapUsed - before;
  return run ? held / 2 ** 20 : undefined;
}

/** Microseconds for each task of what a person asks of a run of which everything has failed. */
function measureAgain(size) {
  const skipAll = { type: "skip", target: "p", by: PERSON };
  const retryAll = { type: "retry", target: "p", by: PERSON, force: true };
  const resume = { type: "resume", by: PERSON, options: {}, interrupted: false };
  const { journal } = drive(startOf("one phase", size), FAILED);
  const cost = (request) =>
    Array.from({ length: REPETITIONS }, () => {
      const run = replay(journal);
      const { ms } = timed(() => {
        for (const event of decide(run, request, 0)) evolve(run, { seq: 0, at: 0, event });
      });
      return (ms * 1_000) / size;
    });
  return { skip: cost(skipAll), retry: cost(retryAll), resume: cost(resume) };
}

const again = SIZES.map(measureAgain);
console.log(`a person asks something of ${SIZES.join(" and ")} failed tasks, for each`);
for (const what of ["skip", "retry", "resume"]) {
  const [less, more] = again.map((each) => median(each[what]));
  const ratio = (more / less).toFixed(2);
  console.log(`  ${what.padEnd(6)} ${less.toFixed(2)} us, ${more.toFixed(2)} us: ratio ${ratio}`);
}

for (const name of Object.keys(SHAPES)) {
  const [small, large] = SIZES.map((size) => measure(name, size));
  console.log(`${name} (${small.events} and ${large.events} events)`);
  for (const what of ["drives", "replays"]) {
    const [less, more] = [median(small[what]), median(large[what])];
    const label = what.slice(0, -1).padEnd(6);
    const ratio = (more / less).toFixed(2);
    console.log(
      `  ${label} ${less.toFixed(2)} us (${spread(small[what])}), ${more.toFixed(2)} us (${spread(large[what])}): ratio ${ratio}`,
    );
  }
  const total = (median(large.replays) * large.events) / 1_000;
  const held = large.memory === undefined ? "" : `, holds ${large.memory.toFixed(1)} MB`;
  console.log(`  replay of all ${large.events} events: ${total.toFixed(0)} ms${held}`);
}
