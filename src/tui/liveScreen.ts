import { createLogUpdate } from "log-update";
import type { Run } from "../core/run.ts";
import { safeText } from "../views/safeText.ts";
import { LastLines } from "./lastLines.ts";
import { renderScreen, shownUnderway } from "./screen.ts";
import { hasSigns } from "./terminal.ts";

/** Ten pictures a second at most. */
const FRAME_MS = 100;
const CLEAR = "\u001B[H\u001B[2J";

export interface LiveScreenOptions {
  readonly stream: NodeJS.WriteStream;
  /** The run's folder, for the last lines of output. */
  readonly folder: string;
  readonly getRun: () => Run;
}

/** A screen that repaints itself in place until it is closed. */
export interface LiveScreen {
  /** Something changed: the next picture shows it. */
  touch(): void;
  /** Text above the screen that stays. */
  note(text: string): void;
  /** The last picture stays, or with `false` none, and the terminal is as it was. */
  close(leave: boolean): void;
}

/** Paints only when something changed, or a second has gone by while work is under way. */
export function liveScreen({ stream, folder, getRun }: LiveScreenOptions): LiveScreen {
  const log = createLogUpdate(stream);
  let stale = true;
  let second = 0;
  const lastLines = new LastLines(folder, () => (stale = true));
  const draw = (): string => picture(getRun(), stream, lastLines.lines);
  const paint = (): void => {
    stale = false;
    log(draw());
  };
  const tick = (): void => {
    const now = Date.now();
    lastLines.refresh(shownUnderway(getRun(), heightOf(stream)), now);
    const isNewSecond = Math.floor(now / 1000) !== second;
    second = Math.floor(now / 1000);
    if (stale || isNewSecond) paint();
  };
  const resized = (): void => {
    // The terminal has wrapped or cut what was there, nobody knows how: begin on an empty screen.
    log.done();
    stream.write(CLEAR);
    paint();
  };
  const timer = setInterval(tick, FRAME_MS).unref();
  stream.on("resize", resized);
  paint();
  return {
    touch: () => void (stale = true),
    note: (text) => {
      log.persist(safeText(text));
      paint();
    },
    close: (leave) => {
      clearInterval(timer);
      stream.off("resize", resized);
      log.clear();
      if (leave) stream.write(`${draw()}\n`);
      log.done();
    },
  };
}

/** One column is left free: signs that a terminal takes for wider than they are would wrap the line. */
function picture(
  run: Run,
  stream: NodeJS.WriteStream,
  lastLines: ReadonlyMap<string, string>,
): string {
  return renderScreen(run, {
    width: Math.max(1, (stream.columns || 80) - 1),
    height: heightOf(stream),
    now: Date.now(),
    lastLines,
    color: true,
    ascii: !hasSigns(),
  }).join("\n");
}

/** The last line of the terminal is where the cursor rests. */
const heightOf = (stream: NodeJS.WriteStream): number => Math.max(1, (stream.rows || 24) - 1);
