import { askedNote } from "./askedLine.ts";
import type { LiveScreen } from "./liveScreen.ts";
import type { Watcher, WatcherOptions } from "./watcher.ts";

/**
 * Shows a run on the live screen. The screen's code is loaded here, as it costs about 50 ms that no pipe should pay;
 * what comes before it is there is kept for it.
 */
export function liveWatcher({ stream, folder, run, mask }: Omit<WatcherOptions, "live">): Watcher {
  let current = run;
  let screen: LiveScreen | undefined;
  let closed = false;
  const early: string[] = [];
  const opening = open();

  async function open(): Promise<void> {
    const { liveScreen } = await import("./liveScreen.ts");
    if (closed) return;
    screen = liveScreen({ stream, folder, getRun: () => current, mask });
    for (const text of early.splice(0)) screen.note(text);
  }

  async function close(leave: boolean): Promise<void> {
    if (closed) return;
    await opening;
    closed = true;
    screen?.close(leave);
  }

  const note = (text: string): void => {
    if (screen) screen.note(text);
    else early.push(text);
  };

  return {
    event: (recorded, run) => {
      current = run;
      const asked = askedNote(recorded, run);
      if (asked !== undefined) note(asked);
      screen?.touch();
    },
    note,
    end: async (run) => {
      current = run;
      await close(true);
    },
    close: () => close(false),
  };
}
