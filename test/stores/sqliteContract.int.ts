import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Libsql from "libsql";
import { afterAll, test } from "vitest";
import { sqliteStore } from "../../src/stores/sqlite/store.ts";
import { storeContract } from "../../src/testing/index.ts";

const folder = mkdtempSync(join(tmpdir(), "pawl-contract-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const state = join(folder, "state");
const path = join(state, "state.db");
const contract = storeContract({
  open: () => sqliteStore(path),
  reset: async () => rmSync(state, { recursive: true, force: true }),
  elsewhere: { module: new URL("fixtures/sqlite.mjs", import.meta.url).href, argument: path },
  damage: async (run, seq) => {
    const database = new Libsql(path);
    const [key, lines] = database
      .prepare(
        `SELECT batches.id, lines FROM batches JOIN runs ON runs.id = batches.id / 4294967296
         WHERE runs.run = ? AND batches.id % 4294967296 >= ? ORDER BY batches.id LIMIT 1`,
      )
      .raw()
      .get(run, seq) as [number, string];
    const place = seq - (key % 2 ** 32) - 1;
    const all = lines.split("\n");
    const changed = all.with(place, all.at(place)!.replace('"label"', '"labal"')).join("\n");
    database.prepare("UPDATE batches SET lines = ? WHERE id = ?").run(changed, key);
    database.close();
  },
});

for (const { name, run } of contract) {
  // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- both are the contract's
  test(name, run, 120_000);
}
