import type { Recorded } from "../core/events.ts";
import type { Mask } from "../core/maskTexts.ts";
import type { Run } from "../core/run.ts";
import { liveWatcher } from "./liveWatcher.ts";
import { plainLog } from "./plainLog.ts";
import { wantsColor, wantsLive } from "./terminal.ts";

/** Shows a run to a person while events come. */
export interface Watcher {
  /** An event that has just been folded into the run. Cheap: it may be called thousands of times a second. */
  event(recorded: Recorded, run: Run): void;
  /** Something that a person should read now and find later: it stays above what is repainted. */
  note(text: string): void;
  /** Shows the run for the last time. */
  end(run: Run): Promise<void>;
  /** Gives the terminal back as it was. Does nothing after `end`, or a second time. */
  close(): Promise<void>;
}

export interface WatcherOptions {
  readonly stream: NodeJS.WriteStream;
  /** Whether the live screen is wanted; it is shown only where the stream can. */
  readonly live: boolean;
  /** The run's folder (absolute), below which attempts write their output. */
  readonly folder: string;
  /** The run as it is. */
  readonly run: Run;
  /** Takes out of what tasks wrote what is not to be shown. */
  readonly mask: Mask;
}

/** The live screen on a terminal, plain lines elsewhere. */
export function openWatcher(options: WatcherOptions): Watcher {
  const { stream } = options;
  if (options.live && wantsLive(stream)) return liveWatcher(options);
  return plainLog({
    run: options.run,
    write: (text) => void stream.write(text),
    color: wantsColor(stream),
    mask: options.mask,
  });
}
