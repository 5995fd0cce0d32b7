import type { Run } from "../core/run.ts";
import { openWatcher } from "../tui/watcher.ts";
import { seedStatusView } from "../views/seed.ts";
import { statusView } from "../views/status.ts";
import type { Driver } from "../views/waitingFor.ts";
import type { Follower } from "./followRun.ts";
import { maskOf } from "./maskOf.ts";
import { printJsonLine, printNote } from "./print.ts";
import { folderOfRun } from "./state.ts";
import type { State } from "./state.ts";

/** A follower that shows the run, and has an end. */
export interface Viewer extends Follower {
  readonly end: (run: Run) => Promise<void>;
}

/** The status document, on a line, at each change. */
export function jsonViewer(seed: boolean, driver: () => Driver | null): Viewer {
  return {
    changed: (run) =>
      printJsonLine(seed ? seedStatusView(run) : statusView(run, Date.now(), driver())),
    note: printNote,
    end: async () => {},
  };
}

/** The same screen as the process shows that drives the run; plain lines into a pipe. */
export function screenViewer(state: State, run: Run): Viewer {
  const watcher = openWatcher({
    stream: process.stdout,
    live: true,
    folder: folderOfRun(state, run.id),
    run,
    mask: maskOf(run),
  });
  return {
    event: (recorded, run) => watcher.event(recorded, run),
    changed: () => {},
    note: (text) => watcher.note(text),
    end: (run) => watcher.end(run),
  };
}
