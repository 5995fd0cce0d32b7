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
    database
      .prepare(
        `UPDATE lines SET line = replace(line, '"label"', '"labal"')
         WHERE seq = ? AND run = (SELECT id FROM runs WHERE run = ?)`,
      )
      .run(seq, run);
    database.close();
  },
});

for (const { name, run } of contract) {
  // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- both are the contract's
  test(name, run, 120_000);
}
