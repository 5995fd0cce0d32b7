import { gitFields } from "./git.ts";

/**
 * Settings with which git keeps to a checkout's sparse patterns, for its `config` option: Pawl's own are for whole
 * checkouts. None where the checkout is whole.
 */
export async function sparseConfig(cwd: string): Promise<string[]> {
  const asked = ["config", "-z", "--bool", "--get-all", "core.sparseCheckout"];
  // The last is Pawl's own.
  const given = (await gitFields(asked, { cwd, maySayNo: true })).slice(0, -1).at(-1);
  return given === "true" ? ["core.sparseCheckout=true"] : [];
}
