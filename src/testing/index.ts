// What `pawl/testing` offers: for those who test their plans' logic, or write a store.
export { given, record, started, testActor } from "./given.ts";
export type { Given, Outcome, Past } from "./given.ts";
export { storeContract } from "./storeContract.ts";
export type { ContractTest } from "./storeContract.ts";
export type { StoreContractOptions } from "./storeRig.ts";
