import { appendCases } from "./storeAppendCases.ts";
import { copyCases } from "./storeCopyCases.ts";
import { leaseCases } from "./storeLeaseCases.ts";
import { listCases } from "./storeListCases.ts";
import { processCases } from "./storeProcessCases.ts";
import { StoreRig } from "./storeRig.ts";
import type { StoreCase, StoreContractOptions } from "./storeRig.ts";
import { watchCases } from "./storeWatchCases.ts";

const CASES: readonly StoreCase[] = [
  ...appendCases,
  ...copyCases,
  ...leaseCases,
  ...watchCases,
  ...listCases,
  ...processCases,
];

/** One test of the contract, for any test runner: `test(name, run)`. Some take half a minute. */
export interface ContractTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** What every store promises, as tests. One at a time: each begins with an empty state. */
export function storeContract(options: StoreContractOptions): readonly ContractTest[] {
  const fitting = CASES.filter(({ needs }) => needs === undefined || options[needs] !== undefined);
  return fitting.map(({ name, run }) => ({ name, run: () => tryOut(options, run) }));
}

async function tryOut(options: StoreContractOptions, run: StoreCase["run"]): Promise<void> {
  await options.reset();
  const rig = new StoreRig(options);
  try {
    await run(rig);
  } finally {
    await rig.close();
  }
}
