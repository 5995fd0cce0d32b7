import type { Run } from "../core/run.ts";
import type { Driver } from "../views/waitingFor.ts";
import type { State } from "./state.ts";

const EVERY_MS = 1000;

/**
 * Says when nobody drives the run any more, and when somebody does again. The journal cannot tell: a driver that
 * was killed wrote nothing.
 */
export function watchDriver(
  state: State,
  run: Run,
  changed: (driver: Driver | null, text: string) => void,
): { readonly stop: () => void } {
  // At the start as at the end somebody may be just about to: only what is so twice in a row is told.
  let told: boolean | undefined;
  let before: boolean | undefined;
  const look = async (): Promise<void> => {
    const driver = (await state.store.holder(run.id)) ?? null;
    const driven = driver !== null;
    const steady = driven === before;
    before = driven;
    if (!steady || driven === told || run.status !== "running") return;
    const first = told === undefined;
    told = driven;
    if (driver && !first)
      changed(driver, `process ${driver.pid} on ${driver.host} drives the run now`);
    else if (!driver) changed(driver, `nobody drives the run: pawl resume ${run.id} goes on`);
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  void look();
  return { stop: () => clearInterval(timer) };
}
