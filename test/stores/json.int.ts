import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runId } from "../../src/core/ids.ts";
import { bootId, thisProcess } from "../../src/processes/identity.ts";
import { jsonStore } from "../../src/stores/json/store.ts";
import { point, RUN, started } from "./begun.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pawl-json-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const journal = (): string => join(folder, "runs", RUN, "journal.jsonl");

async function written(count: number): Promise<void> {
  const store = jsonStore(folder);
  await store.append(RUN, 0, [started], 1_000);
  for (let seq = 1; seq < count; seq++)
    await store.append(RUN, seq, [point(`p${seq}`)], 1_000 + seq);
  await store.close();
}

const lines = (): string[] => readFileSync(journal(), "utf8").trimEnd().split("\n");
const rewrite = (all: string[]): void => writeFileSync(journal(), `${all.join("\n")}\n`);

describe("a journal that is whole", () => {
  test("is read back as it was appended, by another store object too", async () => {
    await written(3);
    const { events, notes } = await jsonStore(folder).read(RUN);
    expect(events).toEqual([
      { seq: 1, at: 1_000, event: started },
      { seq: 2, at: 1_001, event: point("p1") },
      { seq: 3, at: 1_002, event: point("p2") },
    ]);
    expect(notes).toEqual([]);
    expect((await jsonStore(folder).read(RUN, 2)).events.map((each) => each.seq)).toEqual([3]);
  });

  test("takes an append only with the sequence number that it has", async () => {
    await written(2);
    const store = jsonStore(folder);
    expect(await store.append(RUN, 1, [point("late")], 5)).toEqual({ ok: false, seq: 2 });
    expect(lines()).toHaveLength(2);
    expect((await store.append(RUN, 2, [point("in time")], 5)).ok).toBe(true);
  });

  test("leaves no lock and no owner file behind", async () => {
    await written(2);
    expect(readdirSync(join(folder, "runs", RUN)).sort()).toEqual(["head.json", "journal.jsonl"]);
  });

  test("has a verified copy beside it after a backup, and every thousand events", async () => {
    await written(1_002);
    expect(
      readFileSync(journal(), "utf8").startsWith(
        readFileSync(`${folder}/runs/${RUN}/journal.backup.jsonl`, "utf8"),
      ),
    ).toBe(true);
    const store = jsonStore(folder);
    await store.backup(RUN);
    expect(readFileSync(`${folder}/runs/${RUN}/journal.backup.jsonl`)).toEqual(
      readFileSync(journal()),
    );
  });
});

describe("a journal that is damaged", () => {
  test("cut at every byte of its last line: the torn rest does not count, is said, and is cut off by the next append", async () => {
    await written(3);
    const whole = readFileSync(journal());
    const lastLine = whole.lastIndexOf("\n", whole.length - 2) + 1;
    for (let size = lastLine; size < whole.length - 1; size++) {
      writeFileSync(journal(), whole.subarray(0, size));
      const store = jsonStore(folder);
      const { events, notes } = await store.read(RUN);
      expect(events.map((each) => each.seq)).toEqual([1, 2]);
      const torn = size - lastLine;
      expect(notes).toEqual([
        ...(torn > 0
          ? [
              `the last ${torn} bytes of ${journal()} are torn and do not count; the next append cuts them off`,
            ]
          : []),
        `event 3 had been recorded, and ${journal()} ends with event 2: its end is missing`,
      ]);
      expect((await store.append(RUN, 2, [point("again")], 9)).ok).toBe(true);
      expect((await jsonStore(folder).read(RUN)).events.map((each) => each.event)).toEqual([
        started,
        point("p1"),
        point("again"),
      ]);
      await store.close();
      writeFileSync(
        join(folder, "runs", RUN, "head.json"),
        JSON.stringify({ seq: 3, hash: "", size: 0, summary: {} }),
      );
    }
  });

  test("without the newline of its last line, but with all of it: the line counts", async () => {
    await written(3);
    truncateSync(journal(), statSync(journal()).size - 1);
    const store = jsonStore(folder);
    expect((await store.read(RUN)).events).toHaveLength(3);
    await store.append(RUN, 3, [point("p3")], 9);
    const { events, notes } = await jsonStore(folder).read(RUN);
    expect(events).toHaveLength(4);
    expect(notes).toEqual([]);
    expect(lines()).toHaveLength(4);
  });

  test("a batch of which the end is missing counts as torn as a whole", async () => {
    await written(1);
    const store = jsonStore(folder);
    await store.append(RUN, 1, [point("one"), point("two"), point("three")], 9);
    const all = lines();
    writeFileSync(journal(), `${all.slice(0, 3).join("\n")}\n`);
    expect((await jsonStore(folder).read(RUN)).events.map((each) => each.seq)).toEqual([1]);
  });

  const damages: [string, (all: string[]) => string[], string][] = [
    [
      "a flipped byte in the middle",
      (all) => all.with(2, all[2]!.replace("p2", "q2")),
      ":3 was changed after it was written: its hash does not fit",
    ],
    [
      "a line removed",
      (all) => all.toSpliced(2, 1),
      ":3 holds event 4 where event 3 was expected: lines are missing, doubled or out of order",
    ],
    [
      "two lines swapped",
      (all) => all.with(2, all[3]!).with(3, all[2]!),
      ":3 holds event 4 where event 3 was expected: lines are missing, doubled or out of order",
    ],
    [
      "a line doubled",
      (all) => all.toSpliced(2, 0, all[1]!),
      ":3 holds event 2 where event 3 was expected: lines are missing, doubled or out of order",
    ],
    [
      "text that is no event",
      (all) => all.toSpliced(2, 0, "hello"),
      ":3 was changed after it was written: its hash does not fit",
    ],
  ];
  test.each(damages)(
    "%s: refused with the line, and nothing overwritten",
    async (_, damage, text) => {
      await written(5);
      rewrite(damage(lines()));
      const before = readFileSync(journal());
      const expected = {
        code: "journal-damaged",
        exit: 2,
        message:
          `the journal of run ${RUN} is damaged: ${journal()}${text}. Nothing was overwritten. ` +
          `pawl audit ${RUN} --verify shows how far it is whole; ${folder}/runs/${RUN}/journal.backup.jsonl is a copy that was verified at the last clean stop.`,
      };
      await expect(jsonStore(folder).read(RUN)).rejects.toMatchObject(expected);
      await expect(jsonStore(folder).append(RUN, 5, [point("p")], 9)).rejects.toMatchObject(
        expected,
      );
      expect(readFileSync(journal())).toEqual(before);
    },
  );

  test("every single flipped byte of a middle line is noticed", async () => {
    await written(4);
    const whole = readFileSync(journal());
    const from = whole.indexOf("\n") + 1;
    const to = whole.indexOf("\n", from);
    for (let at = from; at <= to; at++) {
      const flipped = Buffer.from(whole);
      flipped[at] = flipped[at]! ^ 1;
      writeFileSync(journal(), flipped);
      await expect(jsonStore(folder).read(RUN), `byte ${at}`).rejects.toMatchObject({
        code: "journal-damaged",
      });
    }
  });
});

describe("a journal that is gone", () => {
  const head = (): string => join(folder, "runs", RUN, "head.json");
  const copy = (): string => join(folder, "runs", RUN, "journal.backup.jsonl");
  const damaged = (state: string, recorded: string, copied: boolean) => ({
    code: "journal-damaged",
    exit: 2,
    message:
      `the journal of run ${RUN} is damaged: ${journal()} is ${state}, and ${recorded} had been recorded. ` +
      `Nothing was overwritten. pawl state repair ${RUN} shows what can be done; ` +
      (copied
        ? `${copy()} is a copy that was verified at the last clean stop.`
        : "there is no verified copy of it."),
  });
  const gone: [string, () => void][] = [
    ["missing", () => rmSync(journal())],
    ["empty", () => truncateSync(journal())],
  ];

  test.each(gone)(
    "%s: nothing reads it, nothing writes to it, and it is listed",
    async (state, lose) => {
      await written(3);
      lose();
      const before = readdirSync(join(folder, "runs", RUN)).sort();
      const store = jsonStore(folder);
      const expected = damaged(state, "event 3", false);
      await expect(store.read(RUN)).rejects.toMatchObject(expected);
      await expect(store.lines(RUN)).rejects.toMatchObject(expected);
      await expect(store.append(RUN, 0, [started], 9)).rejects.toMatchObject(expected);
      await expect(store.append(RUN, 3, [point("p")], 9)).rejects.toMatchObject(expected);
      await expect(store.lease(RUN)).rejects.toMatchObject(expected);
      await expect(store.backup(RUN)).rejects.toMatchObject(expected);
      expect(() => store.watch(RUN, 0, () => {})).toThrow(expected.message);
      expect(await store.holder(RUN)).toBeUndefined();
      expect(await store.list()).toMatchObject([{ run: RUN, status: "running" }]);
      expect(readdirSync(join(folder, "runs", RUN)).sort()).toEqual(before);
    },
  );

  test.each(gone)(
    "%s under a process that appends to it: told by its next append",
    async (state, lose) => {
      await written(2);
      const store = jsonStore(folder);
      await store.append(RUN, 2, [point("p")], 9);
      lose();
      await expect(store.append(RUN, 3, [point("q")], 9)).rejects.toMatchObject(
        damaged(state, "event 3", false),
      );
    },
  );

  test("replaced under a process that appends to it: what is appended is in the new file", async () => {
    await written(2);
    const store = jsonStore(folder);
    await store.append(RUN, 2, [point("p")], 9);
    const whole = readFileSync(journal());
    writeFileSync(`${journal()}.new`, whole);
    renameSync(`${journal()}.new`, journal());
    expect((await store.append(RUN, 3, [point("q")], 9)).ok).toBe(true);
    expect((await jsonStore(folder).read(RUN)).events).toHaveLength(4);
  });

  test.each(["", "null", "{", '{"seq":"3"}'])(
    "with the head record %j: the verified copy says what had been recorded, and lists the run",
    async (text) => {
      await written(3);
      const store = jsonStore(folder);
      await store.backup(RUN);
      await store.close();
      rmSync(journal());
      writeFileSync(head(), text);
      await expect(jsonStore(folder).read(RUN)).rejects.toMatchObject(
        damaged("missing", "event 3", true),
      );
      expect(await jsonStore(folder).list()).toMatchObject([{ run: RUN, updatedAt: 1_002 }]);
      rmSync(copy());
      await expect(jsonStore(folder).read(RUN)).rejects.toMatchObject(
        damaged("missing", "events", false),
      );
    },
  );

  test("a folder where nothing was recorded is no run, and one can begin there", async () => {
    await written(1);
    rmSync(journal());
    rmSync(head());
    await expect(jsonStore(folder).read(RUN)).rejects.toMatchObject({ code: "run-unknown" });
    expect(await jsonStore(folder).append(RUN, 1, [point("p")], 9)).toEqual({ ok: false, seq: 0 });
    writeFileSync(journal(), "");
    expect((await jsonStore(folder).append(RUN, 0, [started], 9)).ok).toBe(true);
  });
});

describe("locks", () => {
  const lease = (): string => join(folder, "runs", RUN, "lease");
  const owner = (more: object): string => JSON.stringify({ ...thisProcess(), ...more });

  test("a lease of a living process is not given twice", async () => {
    await written(1);
    const first = await jsonStore(folder).lease(RUN);
    expect(first.ok).toBe(true);
    expect(await jsonStore(folder).lease(RUN)).toEqual({ ok: false, holder: thisProcess() });
    if (first.ok) await first.lease.release();
    expect(existsSync(lease())).toBe(false);
  });

  test.each([
    ["a process that is gone", { pid: 2 ** 22 - 1 }],
    ["a process whose pid another has now", { start: "1" }],
    ["a process of before the machine restarted", { boot: "00000000-0000-0000-0000-000000000000" }],
  ])("a lease of %s is taken over at once, with a higher fencing number", async (_, stale) => {
    await written(1);
    const before = await jsonStore(folder).lease(RUN);
    writeFileSync(lease(), owner(stale));
    const outcome = await jsonStore(folder).lease(RUN);
    expect(outcome).toMatchObject({ ok: true, takenFrom: stale });
    expect([before, outcome].map((each) => each.ok && each.lease.fence)).toEqual([1, 2]);
    expect(bootId()).not.toBe("");
  });

  test("a lease, and an owner file, that a crash of the machine left empty are nobody's", async () => {
    await written(1);
    writeFileSync(lease(), "");
    writeFileSync(`${lease()}.7.7`, '{"ho');
    const outcome = await jsonStore(folder).lease(RUN);
    expect(outcome.ok).toBe(true);
    expect(outcome).not.toHaveProperty("takenFrom");
    expect(existsSync(`${lease()}.7.7`)).toBe(false);
  });

  test("a lease of another host is not taken: whether its process lives cannot be told", async () => {
    await written(1);
    writeFileSync(lease(), owner({ host: `not-${hostname()}` }));
    expect(await jsonStore(folder).lease(RUN)).toMatchObject({
      ok: false,
      holder: { host: `not-${hostname()}` },
    });
  });
});

test("a watcher is told of what others append, in order and once", async () => {
  await written(1);
  const store = jsonStore(folder);
  const other = jsonStore(folder);
  const seen: number[] = [];
  await new Promise<void>((resolve) => {
    const stop = store.watch(RUN, 1, (events) => {
      seen.push(...events.map((each) => each.seq));
      if (seen.length === 3) {
        stop();
        resolve();
      }
    });
    void (async () => {
      for (let seq = 1; seq < 4; seq++) await other.append(RUN, seq, [point(`p${seq}`)], 9);
    })();
  });
  expect(seen).toEqual([2, 3, 4]);
});

test("a run id that climbs out of its folder is no run id", async () => {
  const store = jsonStore(folder);
  for (const id of ["../x", "a/b", "..", ".", "", "a\0b", "/etc"]) {
    await expect(store.read(runId(id))).rejects.toMatchObject({
      code: "run-unknown",
      message: `"${id}" is no run id`,
    });
  }
});

test("a folder that holds no run, and a run whose head record is gone, do not disturb the list", async () => {
  await written(2);
  rmSync(join(folder, "runs", RUN, "head.json"));
  appendFileSync(join(folder, "runs", "stray.txt"), "");
  expect(await jsonStore(folder).list()).toEqual([
    { run: RUN, plan: "test", status: "running", startedAt: 1_000, updatedAt: 1_001 },
  ]);
});
