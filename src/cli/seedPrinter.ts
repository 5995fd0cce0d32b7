import type { Recorded } from "../core/events.ts";
import type { Run } from "../core/run.ts";
import { SeedOutputs } from "../views/seed003/outputs.ts";
import { FromStart } from "./fromStart.ts";
import { printLines } from "./print.ts";
import { folderOfRun } from "./state.ts";
import type { State } from "./state.ts";
import { testsReader } from "./testsIn.ts";

/** Prints a run that this process drives as seed 003 has it, line by line as it goes. */
export class SeedPrinter {
  /** Resolves when what has happened is printed. */
  readonly ready: Promise<void>;
  readonly #fromStart: FromStart;

  constructor(state: State, run: Run) {
    const outputs = new SeedOutputs(testsReader(folderOfRun(state, run.id)));
    this.#fromStart = new FromStart(state.store, run, (recorded, isPast) => {
      const lines = outputs.add(recorded, run);
      if (!isPast) printLines(lines);
    });
    this.ready = this.#fromStart.ready;
    // Whoever waits for it is told; nobody may.
    this.ready.catch(() => undefined);
  }

  event(recorded: Recorded): void {
    this.#fromStart.event(recorded);
  }
}

/** All of a run so far, as seed 003 has it. */
export function seedLines(state: State, run: Run, events: readonly Recorded[]): string[] {
  const outputs = new SeedOutputs(testsReader(folderOfRun(state, run.id)));
  for (const each of events) outputs.add(each, run);
  return outputs.all(run);
}
