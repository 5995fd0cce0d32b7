import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { Chain } from "../../journal/chain.ts";
import type { Store } from "../../journal/store.ts";
import type { Options } from "../declared.ts";
import { printJson, printLines } from "../print.ts";
import { chooseRun, openStoreAt, rememberStore, stateFolder } from "../state.ts";

/** `pawl state copy FROM TO [RUN…]`: copies runs between stores, byte for byte, with the chain checked at both ends. */
export async function copyState(args: readonly string[], options: Options): Promise<void> {
  const [fromName, toName, ...texts] = args;
  if (fromName === undefined || toName === undefined) {
    throw new PawlError(
      "usage",
      "say from where to where: pawl state copy FROM TO [RUN…], for instance: pawl state copy json sqlite",
    );
  }
  const from = await openStoreAt(fromName);
  const to = await openStoreAt(toName);
  const runs =
    texts.length > 0 ? await chosen(from, texts) : (await from.list()).map((each) => each.run);
  const copied: { run: RunId; events: number }[] = [];
  for (const run of runs) copied.push({ run, events: await copyRun(from, to, run) });
  rememberStore(stateFolder(), toName);
  if (options["json"]) return printJson({ from: from.location, to: to.location, copied });
  printLines([
    ...copied.map((each) => `${each.run}: ${each.events} events, chain intact at both ends`),
    `${copied.length} ${copied.length === 1 ? "run" : "runs"} copied from ${from.location} to ${to.location}; the originals are untouched`,
  ]);
}

const chosen = (from: Store, texts: readonly string[]): Promise<RunId[]> =>
  Promise.all(texts.map((text) => chooseRun({ folder: stateFolder(), store: from }, text)));

async function copyRun(from: Store, to: Store, run: RunId): Promise<number> {
  const holder = await from.holder(run);
  if (holder) {
    throw new PawlError(
      "store-busy",
      `process ${holder.pid} on ${holder.host} drives run ${run}; pause it or wait for its end, then copy it`,
    );
  }
  const before = check(run, from, await from.lines(run));
  await to.restore(run, before);
  const after = check(run, to, await to.lines(run));
  if (before.at(-1) !== after.at(-1) || before.length !== after.length) {
    throw new PawlError(
      "store-failed",
      `run ${run} is not in ${to.location} as it is in ${from.location}; do not rely on the copy`,
    );
  }
  return after.length;
}

/** The lines, if each follows the one before. */
function check(run: RunId, store: Store, lines: readonly string[]): readonly string[] {
  new Chain(run, store.location).take(lines);
  return lines;
}
