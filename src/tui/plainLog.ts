import type { Recorded } from "../core/events.ts";
import { findTask } from "../core/run.ts";
import type { Mask } from "../core/maskTexts.ts";
import type { Run } from "../core/run.ts";
import { safeText } from "../views/safeText.ts";
import { taskLabel } from "../views/words.ts";
import { headingOf } from "./lineOfRun.ts";
import { lineOf } from "./line.ts";
import type { Tone } from "./line.ts";
import { colorsFor } from "./terminal.ts";
import type { Colors } from "./terminal.ts";
import type { Watcher } from "./watcher.ts";

/** How much of a failed task's output is shown beside its failure. */
const TAIL_LINES = 10;

export interface PlainLogOptions {
  /** The run as it is at first. */
  readonly run: Run;
  readonly write: (text: string) => void;
  readonly color: boolean;
  /** Takes out of what tasks wrote what is not to be shown. */
  readonly mask: Mask;
}

interface LineOptions {
  readonly colors?: Colors;
  /** Columns that names take. */
  readonly width?: number;
  readonly mask?: Mask;
}

/** A line for each event, for logs and pipes: nothing is ever repainted. */
export function plainLog({ run, write, color, mask }: PlainLogOptions): Watcher {
  const colors = colorsFor(color);
  const width = widthOfNames(run);
  write(`${colors.dim(clockTime(Date.now()))}  ${headingOf(run)}\n`);
  return {
    event: (recorded, run) => {
      const text = plainLine(recorded, run, { colors, width, mask });
      if (text !== undefined) write(`${text}\n`);
    },
    note: (text) => write(`${safeText(text)}\n`),
    end: async () => {},
    close: async () => {},
  };
}

/** `12:03:04  build/compile  started (attempt 2 of 3)`, and under a failure the end of what was written. */
export function plainLine(
  recorded: Recorded,
  run: Run,
  { colors = colorsFor(false), width = 0, mask = String }: LineOptions = {},
): string | undefined {
  const line = lineOf(recorded, run);
  if (!line) return undefined;
  const about = line.about === "" ? "" : `${line.about.padEnd(width)}  `;
  const head = `${colors.dim(clockTime(recorded.at))}  ${about}${paint(colors, line.tone)(line.text)}`;
  return [head, ...tailOf(recorded, run, mask).map((each) => `          | ${each}`)].join("\n");
}

/** So that what happened stands in one column, also where a few names are very long. */
const widthOfNames = (run: Run): number =>
  run.tasks.reduce((most, each) => Math.max(most, Math.min(28, taskLabel(each).length)), 0);

function tailOf({ event }: Recorded, run: Run, mask: Mask): string[] {
  const tail =
    event.type === "commit-refused"
      ? event.failure.tail
      : event.type === "task-failed"
        ? findTask(run, event.phase, event.task).attempts.at(-1)?.failure?.tail
        : undefined;
  const lines = mask(safeText(tail ?? "")).trimEnd();
  return lines === "" ? [] : lines.split("\n").slice(-TAIL_LINES);
}

/** The time of day where the reader is. */
function clockTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((each) => String(each).padStart(2, "0"))
    .join(":");
}

function paint(colors: Colors, tone: Tone): (text: string) => string {
  switch (tone) {
    case "good":
      return colors.green;
    case "bad":
      return colors.red;
    case "warn":
      return colors.yellow;
    case "quiet":
      return colors.dim;
    case "plain":
      return String;
  }
}
