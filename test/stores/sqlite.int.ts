import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Libsql from "libsql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runId } from "../../src/core/ids.ts";
import { jsonStore } from "../../src/stores/json/store.ts";
import { sqliteStore } from "../../src/stores/sqlite/store.ts";
import { point, RUN, started } from "./begun.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pawl-sqlite-"));
  path = join(folder, "state.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A run of `count` events, each a batch of its own, in a file that is closed. */
async function written(count: number, to = path): Promise<void> {
  const store = await sqliteStore(to);
  await store.append(RUN, 0, [started], 1_000);
  for (let seq = 1; seq < count; seq++)
    await store.append(RUN, seq, [point(`p${seq}`)], 1_000 + seq);
  await store.close();
}

/** Works on the file as another program would. */
function raw<Value>(work: (database: Libsql.Database) => Value): Value {
  const database = new Libsql(path);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const pragma = (name: string): unknown =>
  raw((each) => (each.prepare(`PRAGMA ${name}`).raw().get() as unknown[])[0]);

const copiesOf = (): string => join(folder, "state.db.backup");

describe("a file", () => {
  test("is made when the first run starts, not by asking", async () => {
    const store = await sqliteStore(join(folder, "new", "state.db"));
    expect(await store.list()).toEqual([]);
    await expect(store.read(RUN)).rejects.toMatchObject({
      code: "run-unknown",
      exit: 2,
      message: `there is no run "${RUN}" in ${folder}/new/state.db (pawl runs lists all)`,
    });
    expect(readdirSync(folder)).toEqual([]);
    await store.append(RUN, 0, [started], 1);
    expect(existsSync(join(folder, "new", "state.db"))).toBe(true);
  });

  test("holds all that was committed once it is closed, without its log", async () => {
    await written(50);
    const alone = join(folder, "alone.db");
    cpSync(path, alone);
    const { events } = await (await sqliteStore(alone)).read(RUN);
    expect(events).toHaveLength(50);
  });

  test("keeps its log bounded", async () => {
    await written(1);
    const store = await sqliteStore(path);
    for (let seq = 1; seq < 4_000; seq++) await store.append(RUN, seq, [point("p")], 1);
    expect(statSync(`${path}-wal`).size).toBeLessThan(16 * 1024 * 1024);
    await store.close();
  });

  test("of version 1 has these tables", async () => {
    await written(1);
    expect(pragma("user_version")).toBe(1);
    expect(pragma("journal_mode")).toBe("wal");
    const names = raw((each) =>
      each.prepare("SELECT type || ' ' || name FROM sqlite_schema ORDER BY 1").raw().all(),
    );
    expect(names).toEqual([
      ["index sqlite_autoindex_runs_1"],
      ["table batches"],
      ["table runs"],
      ["trigger append"],
      ["view appends"],
    ]);
  });

  test("of a newer version is refused and left as it is", async () => {
    await written(2);
    raw((each) => each.exec("PRAGMA user_version = 2"));
    await expect((await sqliteStore(path)).read(RUN)).rejects.toMatchObject({
      code: "journal-newer",
      exit: 2,
      message: `${path} was written by a newer Pawl (version 2 of its tables; this one knows 1); update pawl to open it`,
    });
  });

  test("of another program is refused and left as it is", async () => {
    raw((each) => each.exec("CREATE TABLE notes (text)"));
    const before = readFileSync(path);
    const store = await sqliteStore(path);
    const refused = {
      code: "store-failed",
      message: `${path} is a SQLite file of another program; it was not changed. Name another file`,
    };
    await expect(store.list()).rejects.toMatchObject(refused);
    await expect(store.append(RUN, 0, [started], 1)).rejects.toMatchObject(refused);
    expect(readFileSync(path)).toEqual(before);
  });

  test("two processes that begin it at once both find it whole", async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => sqliteStore(path)));
    const runs = stores.map((_, at) => runId(`run-${at}`));
    await Promise.all(
      stores.map((each, at) => each.append(runs[at]!, 0, [{ ...started, run: runs[at]! }], at)),
    );
    expect((await stores[0]!.list()).map((each) => each.run).sort()).toEqual(runs);
  });
});

describe("damage", () => {
  const text = (damage: string): object => ({
    code: "journal-damaged",
    exit: 2,
    message:
      `the journal of run ${RUN} is damaged: ${path}, event ${damage}. Nothing was overwritten. ` +
      `pawl audit ${RUN} --verify shows how far it is whole.`,
  });
  const damages: [string, string, string][] = [
    [
      "a line that was changed",
      "UPDATE batches SET lines = replace(lines, 'p2', 'q2')",
      "3 was changed after it was written: its hash does not fit",
    ],
    [
      "a batch that was removed",
      "DELETE FROM batches WHERE id % 4294967296 = 3",
      "3 holds event 4 where event 3 was expected: lines are missing, doubled or out of order",
    ],
    [
      "the last batch removed",
      "DELETE FROM batches WHERE id % 4294967296 = 5",
      "5 is missing: 5 events were written",
    ],
    [
      "two batches swapped",
      `UPDATE batches SET id = id + 100 WHERE id % 4294967296 = 3;
       UPDATE batches SET id = id - 1 WHERE id % 4294967296 = 4;
       UPDATE batches SET id = id - 99 WHERE id % 4294967296 = 103`,
      "3 holds event 4 where event 3 was expected: lines are missing, doubled or out of order",
    ],
    [
      "another end of the journal noted",
      "UPDATE runs SET hash = 'ff'",
      "5 is not the last that was written",
    ],
  ];
  test.each(damages)("%s is noticed, and nothing is overwritten", async (_, sql, damage) => {
    await written(5);
    raw((each) => each.exec(sql));
    const dump = (): unknown => raw((each) => each.prepare("SELECT * FROM batches").raw().all());
    const before = dump();
    const store = await sqliteStore(path);
    await expect(store.read(RUN)).rejects.toMatchObject(text(damage));
    await expect(store.lines(RUN)).rejects.toMatchObject(text(damage));
    await expect(store.append(RUN, 5, [point("p")], 1)).rejects.toMatchObject(text(damage));
    await expect(store.backup(RUN)).rejects.toMatchObject(text(damage));
    expect(dump()).toEqual(before);
    expect(await store.check!()).toEqual([(text(damage) as Error).message]);
  });

  test("batches of no run are found by a check; a whole file has nothing to tell", async () => {
    await written(3);
    expect(await (await sqliteStore(path)).check!()).toEqual([]);
    raw((each) => each.exec("INSERT INTO batches VALUES (99 * 4294967296 + 1, '{}')"));
    expect(await (await sqliteStore(path)).check!()).toEqual(["batches that belong to no run: 1"]);
  });

  test("a file that is none of SQLite", async () => {
    writeFileSync(path, "hello ".repeat(1_000));
    const store = await sqliteStore(path);
    const refused = {
      code: "journal-damaged",
      message: `${path} is damaged: file is not a database. Nothing was overwritten.`,
    };
    await expect(store.list()).rejects.toMatchObject(refused);
    await expect(store.append(RUN, 0, [started], 1)).rejects.toMatchObject({
      message: `the journal of run ${RUN} is damaged: ${path}: file is not a database. Nothing was overwritten.`,
    });
    expect(readFileSync(path, "utf8")).toBe("hello ".repeat(1_000));
  });

  test("a file that was cut, with the copy of what had stopped", async () => {
    await written(300);
    const store = await sqliteStore(path);
    await store.backup(RUN);
    await store.close();
    truncateSync(path, statSync(path).size - 8_192);
    // Another process: this one had found it whole.
    const damaged = join(folder, "cut.db");
    cpSync(path, damaged);
    cpSync(copiesOf(), `${damaged}.backup`, { recursive: true });
    await expect((await sqliteStore(damaged)).list()).rejects.toMatchObject({
      code: "journal-damaged",
      message: expect.stringMatching(
        new RegExp(
          `^${damaged} is damaged: .+\\. Nothing was overwritten\\. ${damaged}\\.backup is a json store with copies that were verified at the last clean stops\\.$`,
          "s",
        ),
      ),
    });
    const { events } = await jsonStore(`${damaged}.backup`).read(RUN);
    expect(events).toHaveLength(300);
  });
});

describe("copies", () => {
  const journal = (): string => join(copiesOf(), "runs", RUN, "journal.jsonl");
  const lines = async (): Promise<string> =>
    `${(await (await sqliteStore(path)).lines(RUN)).join("\n")}\n`;

  test("grow at each backup, are a json store, and go back into SQLite", async () => {
    await written(3);
    const store = await sqliteStore(path);
    await store.backup(RUN);
    expect(readFileSync(journal(), "utf8")).toBe(await lines());
    await store.append(RUN, 3, [point("a"), point("b")], 1);
    await store.backup(RUN);
    await store.backup(RUN);
    expect(readFileSync(journal(), "utf8")).toBe(await lines());
    expect((await jsonStore(copiesOf()).list()).map((each) => each.run)).toEqual([RUN]);
    const other = await sqliteStore(join(folder, "other.db"));
    await other.restore(RUN, await jsonStore(copiesOf()).lines(RUN));
    await other.append(RUN, 5, [point("c")], 1);
    await other.backup(RUN);
    expect((await other.read(RUN)).events).toHaveLength(6);
  });

  test("are made every thousand events without being asked for", async () => {
    await written(1_002);
    expect(readFileSync(journal(), "utf8").trimEnd().split("\n")).toHaveLength(1_000);
  });

  test("with a torn end are mended", async () => {
    await written(3);
    await (await sqliteStore(path)).backup(RUN);
    truncateSync(journal(), statSync(journal()).size - 7);
    await (await sqliteStore(path)).backup(RUN);
    expect(readFileSync(journal(), "utf8")).toBe(await lines());
  });

  test("of another journal are left as they are", async () => {
    await written(3);
    mkdirSync(join(copiesOf(), "runs", RUN), { recursive: true });
    const other = jsonStore(join(folder, "json"));
    await other.append(RUN, 0, [started], 77);
    cpSync(join(folder, "json", "runs", RUN, "journal.jsonl"), journal());
    const before = readFileSync(journal());
    await expect((await sqliteStore(path)).backup(RUN)).rejects.toMatchObject({
      code: "store-failed",
      message: `${journal()} is no copy of the journal of run ${RUN}; it was left as it is, and no other was made`,
    });
    expect(readFileSync(journal())).toEqual(before);
  });
});

describe("what the system refuses", () => {
  let mount: string;
  beforeEach(() => {
    mount = join(folder, "mount");
    mkdirSync(mount);
  });
  // Whoever opened a file there keeps it for a while; the place is let go of now.
  afterEach(() => execFileSync("umount", ["-l", mount]));

  test("a full disk: said, nothing half-written, and the run goes on when there is room", async () => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=600k", "tmpfs", mount]);
    const store = await sqliteStore(join(mount, "state.db"));
    await store.append(RUN, 0, [started], 1);
    writeFileSync(join(mount, "filler"), Buffer.alloc(300 * 1024));
    const large = point("p".repeat(400_000));
    await expect(store.append(RUN, 1, [large], 1)).rejects.toMatchObject({
      code: "store-failed",
      exit: 2,
      message:
        `cannot write to ${mount}/state.db: the disk is full. Nothing is half-written; ` +
        `what is under way goes on by itself. Mend it, then: pawl resume ${RUN}`,
    });
    expect((await store.read(RUN)).events).toHaveLength(1);
    rmSync(join(mount, "filler"));
    expect((await store.append(RUN, 1, [point("p")], 1)).ok).toBe(true);
    expect((await store.read(RUN)).events).toHaveLength(2);
    await store.close();
  });

  test("a file system that cannot be written to", async () => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", mount]);
    const store = await sqliteStore(join(mount, "state.db"));
    await expect(store.append(RUN, 0, [started], 1)).rejects.toMatchObject({
      code: "store-failed",
      message: `cannot make ${mount}/state.db: the file system is read-only. Nothing was started.`,
    });
    const deeper = await sqliteStore(join(mount, "a", "state.db"));
    await expect(deeper.append(RUN, 0, [started], 1)).rejects.toMatchObject({
      code: "store-failed",
      message: `cannot make ${mount}/a: the file system is read-only. Nothing was started.`,
    });
  });

  test("a whole file on a file system that cannot be written to: what to do is said", async () => {
    await written(2);
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", mount]);
    cpSync(path, join(mount, "state.db"));
    execFileSync("mount", ["-o", "remount,ro", mount]);
    const store = await sqliteStore(join(mount, "state.db"));
    await expect(store.list()).rejects.toMatchObject({
      code: "store-failed",
      message:
        `cannot read ${mount}/state.db: SQLite writes beside it even to read, and the file system is read-only. ` +
        "A copy of it elsewhere can be read",
    });
  });
});

test("a folder in the way is said", async () => {
  mkdirSync(path);
  await expect((await sqliteStore(path)).list()).rejects.toMatchObject({
    code: "store-failed",
    message: `cannot open ${path}: it is a folder`,
  });
});

test("a file that another process keeps locked: refused after 5 s, and free again when it is let go of", async () => {
  await written(2);
  const store = await sqliteStore(path);
  const other = new Libsql(path);
  other.exec("BEGIN IMMEDIATE");
  expect((await store.read(RUN)).events).toHaveLength(2);
  await expect(store.append(RUN, 2, [point("p")], 1)).rejects.toMatchObject({
    code: "store-busy",
    exit: 2,
    message: `${path} has been locked by another process for 5 s; nothing was written`,
  });
  other.exec("ROLLBACK");
  expect((await store.append(RUN, 2, [point("p")], 1)).ok).toBe(true);
  expect((await store.lease(RUN)).ok).toBe(true);
  other.close();
});

test("an append that finds the file locked waits without holding up this process", async () => {
  await written(2);
  const store = await sqliteStore(path);
  await store.read(RUN);
  const other = new Libsql(path);
  other.exec("BEGIN IMMEDIATE");
  let turns = 0;
  const timer = setInterval(() => {
    if (++turns === 5) other.exec("ROLLBACK");
  }, 10);
  expect((await store.append(RUN, 2, [point("p")], 1)).ok).toBe(true);
  clearInterval(timer);
  expect(turns).toBeGreaterThanOrEqual(5);
  other.close();
});

test("without the package libsql the error says what to install", () => {
  const dist = fileURLToPath(new URL("../../dist", import.meta.url));
  cpSync(dist, join(folder, "dist"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  const program = `
    import { sqliteStore } from "${folder}/dist/stores/sqlite/store.js";
    await sqliteStore("x").catch((error) => console.log(error.code, error.exit, error.message));`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    cwd: folder,
  });
  expect(out).toBe(
    "store-failed 2 the sqlite store needs the package libsql, which is not installed; npm install libsql@0.5\n",
  );
});
