import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, test } from "vitest";
import { jsonStore } from "../../src/stores/json/store.ts";
import { storeContract } from "../../src/testing/index.ts";

const folder = mkdtempSync(join(tmpdir(), "pawl-contract-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const state = join(folder, "state");
const contract = storeContract({
  open: async () => jsonStore(state),
  reset: async () => rmSync(state, { recursive: true, force: true }),
  elsewhere: { module: new URL("fixtures/json.mjs", import.meta.url).href, argument: state },
  damage: async (run, seq) => {
    const journal = join(state, "runs", run, "journal.jsonl");
    const lines = readFileSync(journal, "utf8").split("\n");
    const changed = lines.with(seq - 1, lines[seq - 1]!.replace('"label"', '"labal"'));
    writeFileSync(journal, changed.join("\n"));
  },
});

for (const { name, run } of contract) {
  // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- both are the contract's
  test(name, run, 120_000);
}
