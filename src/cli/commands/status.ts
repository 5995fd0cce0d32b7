import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { Run } from "../../core/run.ts";
import { seedStatusView } from "../../views/seed.ts";
import { isSeed000, seedSession } from "../../views/seed000.ts";
import { isSeed003 } from "../../views/seed003/isSeed003.ts";
import { statusView } from "../../views/status.ts";
import type { Driver } from "../../views/waitingFor.ts";
import type { Options } from "../declared.ts";
import { printJson, printLines, printNote } from "../print.ts";
import { seedLines } from "../seedPrinter.ts";
import { chooseRun, loadRun, openState } from "../state.ts";
import type { State } from "../state.ts";
import { statusText } from "../statusText.ts";
import { watchRun } from "../watchRun.ts";

/** `pawl status [RUN]`: phases and tasks as they are; with `--watch` until the run ends. */
export async function status(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  try {
    const id = await chooseRun(state, args[0]);
    if (options["watch"]) return await watchRun(state, id, options);
    const { run, notes } = await loadRun(state, id);
    notes.forEach(printNote);
    const driver = (await state.store.holder(id)) ?? null;
    if (options["format"] === "seed") await printSeed(state, run);
    else if (options["json"]) printJson(statusView(run, Date.now(), driver));
    else await printStatus(run, driver);
    return EXIT.completed;
  } finally {
  }
}

/** As the documents have it that the plan's kind is from. */
async function printSeed(state: State, run: Run): Promise<void> {
  if (isSeed000(run.plan)) return printJson(seedSession(run, Date.now()));
  if (!isSeed003(run.plan)) return printJson(seedStatusView(run));
  printLines(seedLines(state, run, (await state.store.read(run.id)).events));
}

async function printStatus(run: Run, driver: Driver | null): Promise<void> {
  printLines(await statusText(run, driver, process.stdout));
}
