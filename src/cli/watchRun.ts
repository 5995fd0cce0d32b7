import { EXIT } from "../core/error.ts";
import type { ExitStatus } from "../core/error.ts";
import type { RunId } from "../core/ids.ts";
import type { Driver } from "../views/waitingFor.ts";
import type { Options } from "./declared.ts";
import { followRun, nextInterrupt } from "./followRun.ts";
import type { State } from "./state.ts";
import { watchDriver } from "./watchDriver.ts";
import { jsonViewer, screenViewer } from "./watchViewers.ts";

/** Shows a run as it goes, whoever drives it, until it has ended or Ctrl-C. */
export async function watchRun(state: State, id: RunId, options: Options): Promise<ExitStatus> {
  let driver: Driver | null = (await state.store.holder(id)) ?? null;
  const seed = options["format"] === "seed";
  const { run, follower, ended, stop } = await followRun(state, id, (run) =>
    seed || options["json"] ? jsonViewer(seed, () => driver) : screenViewer(state, run),
  );
  const driverWatch = watchDriver(state, run, (now, text) => {
    driver = now;
    follower.note(text);
    follower.changed(run);
  });
  const interrupt = nextInterrupt();
  const exit = await Promise.race([
    ended.then(() => EXIT.completed),
    interrupt.pressed.then(() => EXIT.interrupted),
  ]);
  interrupt.stop();
  driverWatch.stop();
  stop();
  await follower.end(run);
  return exit;
}
