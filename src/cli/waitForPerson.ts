import { evolve } from "../core/evolve.ts";
import type { Run } from "../core/run.ts";
import { nextInterrupt } from "./followRun.ts";
import { openGithub } from "./github/open.ts";
import type { State } from "./state.ts";

/** Whether only a person can have it go on. */
export const needsPerson = (run: Run): boolean =>
  run.status === "waiting" || run.status === "blocked";

/**
 * Waits until somebody has decided something that a run waits for, here, elsewhere or on GitHub, or until the time for
 * that is over.
 * @param run that nobody drives; it is folded further
 * @returns false where the person who waits has had enough
 */
export async function waitForPerson(
  state: State,
  run: Run,
  say: (text: string) => void,
): Promise<boolean> {
  const github = openGithub(state, run, say);
  const open = run.waiting.size + run.blocked.size;
  let timer: NodeJS.Timeout | undefined;
  let unwatch = (): void => {};
  const interrupt = nextInterrupt();
  say("it goes on once somebody has decided (Ctrl-C ends the waiting)");
  try {
    const decided = new Promise<true>((resolve) => {
      timer = setTimeout(() => resolve(true), untilTimeIsOver(run));
      unwatch = state.store.watch(run.id, run.seq, (fresh) => {
        for (const each of fresh) evolve(run, each);
        github?.changed(run);
        if (!needsPerson(run) || run.waiting.size + run.blocked.size < open) resolve(true);
      });
    });
    return await Promise.race([decided, interrupt.pressed.then(() => false)]);
  } finally {
    interrupt.stop();
    clearTimeout(timer);
    unwatch();
    await github?.close();
  }
}

/** The longest a timer can be set for; after it the run is looked at again. */
const LONGEST_MS = 2 ** 31 - 1;

function untilTimeIsOver(run: Run): number {
  const times = [...run.waiting].flatMap((each) =>
    each.escalated ? [] : (each.approveUntil ?? []),
  );
  return Math.min(LONGEST_MS, Math.max(0, Math.min(...times, Infinity) - Date.now()));
}
