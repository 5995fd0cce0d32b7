import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import type { Run } from "../../core/run.ts";
import { statusView } from "../../views/status.ts";
import type { Options } from "../declared.ts";
import { exitOf } from "../exit.ts";
import { followRun, nextInterrupt } from "../followRun.ts";
import { printJson, printLine, printNote } from "../print.ts";
import { chooseRun, openState } from "../state.ts";
import type { State } from "../state.ts";
import { watchDriver } from "../watchDriver.ts";

/** `pawl wait [RUN]`: until nothing more happens by itself; exits as `pawl run` would have. */
export async function wait(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const id = await chooseRun(state, args[0]);
  const { run, exit } = await waitFor(state, id);
  const driver = (await state.store.holder(id)) ?? null;
  if (options["json"]) printJson(statusView(run, Date.now(), driver));
  else printLine(`run ${id} is ${run.status}${run.status === "completed" ? "" : more(run)}`);
  return exit;
}

const more = (run: Run): string => `; pawl why ${run.id} says more`;

async function waitFor(state: State, id: RunId): Promise<{ run: Run; exit: ExitStatus }> {
  let settle = (): void => {};
  const settled = new Promise<void>((resolve) => (settle = resolve));
  const { run, stop } = await followRun(state, id, () => ({
    changed: (now: Run) => {
      if (now.status !== "running") settle();
    },
    note: printNote,
  }));
  // Nobody who could go on with it: there is nothing to wait for.
  const driverWatch = watchDriver(state, run, (driver, text) => {
    if (driver) return;
    printNote(text);
    settle();
  });
  const interrupt = nextInterrupt();
  const interrupted = await Promise.race([
    settled.then(() => false),
    interrupt.pressed.then(() => true),
  ]);
  interrupt.stop();
  driverWatch.stop();
  stop();
  return { run, exit: interrupted ? EXIT.interrupted : exitOf(run, false) };
}
