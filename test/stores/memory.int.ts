import { test } from "vitest";
import type { Store } from "../../src/journal/store.ts";
import { memoryStore } from "../../src/stores/memory/store.ts";
import { storeContract } from "../../src/testing/index.ts";

let store: Store;
const contract = storeContract({
  open: async () => store,
  reset: async () => void (store = memoryStore()),
});

for (const { name, run } of contract) {
  // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- both are the contract's
  test(name, run);
}
