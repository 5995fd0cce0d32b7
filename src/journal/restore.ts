import type { Recorded } from "../core/events.ts";
import { PawlError } from "../core/error.ts";
import type { RunId } from "../core/ids.ts";
import { Chain } from "./chain.ts";
import type { Head } from "./codec.ts";
import { summarise } from "./summary.ts";
import type { RunSummary } from "./store.ts";

/** A whole journal that is about to be written somewhere: what a store needs to know of it besides its lines. */
export interface WholeJournal {
  readonly recorded: readonly Recorded[];
  readonly head: Head;
  readonly summary: RunSummary;
}

/** Checks lines that are to be restored as a run's journal, before anything is written. */
export function wholeJournal(run: RunId, lines: readonly string[]): WholeJournal {
  const chain = new Chain(run, "of the lines to restore,");
  const recorded = chain.take(lines);
  if (chain.isInBatch) throw unfit(run, "they end in the middle of a batch");
  const summary = summarise(undefined, recorded);
  if (!summary) throw unfit(run, "they do not begin with the start of a run");
  if (summary.run !== run) throw unfit(run, `they are the journal of run ${summary.run}`);
  return { recorded, head: chain.head, summary };
}

const unfit = (run: RunId, what: string): PawlError =>
  new PawlError(
    "journal-damaged",
    `these lines cannot be restored as the journal of run ${run}: ${what}. Nothing was written.`,
  );

/** Why a run is not restored where it is already. */
export const alreadyThere = (run: RunId, location: string): PawlError =>
  new PawlError("refused", `run ${run} is in ${location} already; nothing was written`);
