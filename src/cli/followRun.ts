import type { Recorded } from "../core/events.ts";
import { evolve } from "../core/evolve.ts";
import type { RunId } from "../core/ids.ts";
import { hasEnded } from "../core/run.ts";
import type { Run } from "../core/run.ts";
import { loadRun } from "./state.ts";
import type { State } from "./state.ts";

/** What is told of a run that is followed. */
export interface Follower {
  /** After each event, with the run as it was right then. */
  readonly event?: (recorded: Recorded, run: Run) => void;
  /** At the beginning, and after all the events that came together. */
  readonly changed: (run: Run) => void;
  readonly note: (text: string) => void;
}

/** A run that is folded further whenever anybody appends to its journal. */
export interface FollowedRun<Kind extends Follower> {
  readonly run: Run;
  readonly follower: Kind;
  /** Resolves when the run has ended. */
  readonly ended: Promise<void>;
  readonly stop: () => void;
}

/** @param open makes the follower of the run as it is at first */
export async function followRun<Kind extends Follower>(
  state: State,
  id: RunId,
  open: (run: Run) => Kind,
): Promise<FollowedRun<Kind>> {
  const { run, notes } = await loadRun(state, id);
  const follower = open(run);
  notes.forEach((each) => follower.note(each));
  follower.changed(run);
  let stop = (): void => {};
  const ended = new Promise<void>((resolve) => {
    if (hasEnded(run)) return resolve();
    stop = state.store.watch(id, run.seq, (fresh) => {
      for (const each of fresh) {
        evolve(run, each);
        follower.event?.(each, run);
      }
      follower.changed(run);
      if (hasEnded(run)) resolve();
    });
  });
  return { run, follower, ended, stop: () => stop() };
}

/** Resolves at the first Ctrl-C; `stop` gives the signal back its usual meaning. */
export function nextInterrupt(): { readonly pressed: Promise<void>; readonly stop: () => void } {
  let stop = (): void => {};
  const pressed = new Promise<void>((resolve) => {
    // Not `once`: the package that gives the cursor back ends the process when it finds no other listener left.
    process.on("SIGINT", resolve);
    stop = () => void process.off("SIGINT", resolve);
  });
  return { pressed, stop };
}
