// Durable appends a second, one event at a time and eight at a time, for each store, beside its floor: the same bytes
// made durable with nothing around them, measured in the same run and in turn.
//   node bench/stores.mjs [rounds]
// Redis is measured where PAWL_REDIS_URL names one that runs with appendfsync always; its row is left out otherwise.
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { inFolder, inTurn, median } from "./lib.mjs";
import { jsonStore } from "../dist/stores/json/store.js";
import { sqliteStore } from "../dist/stores/sqlite/store.js";

const rounds = Number(process.argv[2] ?? 60);
const APPENDS = 100;

/** An event of a common size: its line has about 350 bytes. */
const event = (at) => ({
  type: "attempt-succeeded",
  phase: "build",
  task: `compile-${at % 100}`,
  attempt: 1,
  outputs: { commit: "3f9a0c1d2b4e5f60718293a4b5c6d7e8f9012345" },
});
const LINE = `${JSON.stringify({ hash: "0".repeat(64), prev: "0".repeat(64), seq: 1000, at: Date.now(), v: 1, event: event(1) })}\n`;

const begun = (run) => ({
  type: "run-started",
  run,
  plan: { name: "bench", phases: [] },
  source: {},
  params: {},
  options: {},
  by: {},
  version: "0",
});

/** Microseconds that one of `APPENDS` calls takes. */
async function timeEach(once) {
  const start = performance.now();
  for (let at = 0; at < APPENDS; at++) await once(at);
  return ((performance.now() - start) * 1_000) / APPENDS;
}

function timeEachSync(once) {
  const start = performance.now();
  for (let at = 0; at < APPENDS; at++) once(at);
  return ((performance.now() - start) * 1_000) / APPENDS;
}

/** A store's appends in groups of `size`, to one run. */
async function appender(store, size) {
  const run = `bench-${size}`;
  await store.append(run, 0, [begun(run)], Date.now());
  let seq = 1;
  return async (at) => {
    const events = Array.from({ length: size }, () => event(at));
    const appended = await store.append(run, seq, events, Date.now());
    if (!appended.ok) throw new Error(JSON.stringify(appended));
    seq += size;
  };
}

/** @param open gives a store of its own to each, as most runs are the latest in theirs */
const contender = async (name, open) => {
  const single = await appender(await open(1), 1);
  const grouped = await appender(await open(8), 8);
  return [
    { name: `${name}, one at a time`, once: () => timeEach(single) },
    { name: `${name}, eight at a time`, once: () => timeEach(grouped) },
  ];
};

await inFolder(async (folder) => {
  await compare("json", [
    ...(await fileFloors(folder)),
    ...(await contender("json", (size) => jsonStore(join(folder, `json-${size}`)))),
  ]);
  await compare("sqlite", [
    await sqliteFloor(folder),
    ...(await contender("sqlite", (size) => sqliteStore(join(folder, `state-${size}.db`)))),
  ]);
  if (process.env.PAWL_REDIS_URL)
    await compare("redis", await redisRows(process.env.PAWL_REDIS_URL));
  else
    console.log(
      "\n(redis was not measured: set PAWL_REDIS_URL to a server with appendfsync always)",
    );
});
process.exit(0);

async function compare(title, contenders) {
  const rows = await inTurn(rounds, contenders);
  console.log(
    `\n${title}: events a second, and the ratio to the floor's events (of the same round; medians)`,
  );
  const floor = rows[0].values;
  for (const { name, values } of rows) {
    const events = name.includes("eight") ? 8 : 1;
    const ratios = values.map((each, round) => (floor[round] / each) * events);
    const rate = ((events * 1e6) / median(values)).toFixed(0);
    console.log(
      `  ${name.padEnd(34)} ${rate.padStart(8)}/s  ${median(values).toFixed(0).padStart(6)} µs each  × ${median(ratios).toFixed(2)}`,
    );
  }
}

async function fileFloors(folder) {
  const bytes = Buffer.from(LINE);
  const fd = openSync(join(folder, "floor"), "a");
  process.on("exit", () => closeSync(fd));
  const file = await open(join(folder, "floor-promises"), "a");
  return [
    {
      name: "write + fdatasync, synchronous",
      once: async () =>
        timeEachSync(() => {
          writeSync(fd, bytes);
          fdatasyncSync(fd);
        }),
    },
    {
      name: "write + fdatasync, promises",
      once: () =>
        timeEach(async () => {
          await file.write(bytes);
          await file.datasync();
        }),
    },
  ];
}

async function sqliteFloor(folder) {
  const { default: Libsql } = await import("libsql");
  const database = new Libsql(join(folder, "floor.db"));
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE lines (seq INTEGER PRIMARY KEY, line TEXT)",
  );
  const insert = database.prepare("INSERT INTO lines (line) VALUES (?)");
  return {
    name: "INSERT, committed at FULL",
    once: async () => timeEachSync(() => insert.run(LINE)),
  };
}

async function redisRows(url) {
  const { createClient } = await import("redis");
  const { redisStore } = await import("../dist/stores/redis/store.js");
  const client = await createClient({ url }).connect();
  const key = `pawl-bench-${process.pid}`;
  const floor = {
    name: "XADD, appendfsync always",
    once: () => timeEach(() => client.xAdd(key, "*", { e: LINE })),
  };
  return [floor, ...(await contender("redis", () => redisStore(url)))];
}
