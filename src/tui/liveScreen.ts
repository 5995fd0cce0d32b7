import { createLogUpdate } from "log-update";
import type { Mask } from "../core/maskTexts.ts";
import type { Run, TaskState } from "../core/run.ts";
import { safeText } from "../views/safeText.ts";
import { LastLines } from "./lastLines.ts";
import { drawScreen } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { hasSigns } from "./terminal.ts";

/** Ten pictures a second at most. */
const FRAME_MS = 100;
/** And no more than this share of the time is spent on them, however large the plan; but two a second there are. */
const SHARE = 0.05;
const LONGEST_MS = 500;
const CLEAR = "\u001B[H\u001B[2J";
/** How long the last picture may be on a shorter terminal. */
const LAST_LINES = 60;
/** Something may stand in the line already, and would push the first line of the picture over the edge. */
const FRESH_LINE = "\r\u001B[K";
/** Notes that are said again when a resize has cleared the terminal. */
const NOTES_KEPT = 5;

export interface LiveScreenOptions {
  readonly stream: NodeJS.WriteStream;
  /** The run's folder, for the last lines of output. */
  readonly folder: string;
  readonly getRun: () => Run;
  /** Takes out of lines of output what is not to be shown. */
  readonly mask: Mask;
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
export function liveScreen({ stream, folder, getRun, mask }: LiveScreenOptions): LiveScreen {
  const log = createLogUpdate(stream);
  const notes: string[] = [];
  let stale = true;
  let second = 0;
  let notBefore = 0;
  let underway: readonly TaskState[] = [];
  const lastLines = new LastLines(folder, () => (stale = true), mask);
  const draw = (height = heightOf(stream)): Screen =>
    picture(getRun(), stream, height, lastLines.lines);
  const paint = (): void => {
    const from = performance.now();
    const screen = draw();
    underway = screen.underway;
    log(screen.lines.join("\n"));
    stale = false;
    second = secondOf(getRun());
    const took = performance.now() - from;
    notBefore = performance.now() + Math.min(LONGEST_MS, took / SHARE) - FRAME_MS;
  };
  const tick = (): void => {
    lastLines.refresh(underway, Date.now());
    const isNewSecond = secondOf(getRun()) !== second;
    if ((stale || isNewSecond) && performance.now() >= notBefore) paint();
  };
  const startOver = (): void => {
    // What was there has been wrapped, cut or moved, nobody knows how: begin on an empty screen.
    log.done();
    stream.write(CLEAR + notes.map((each) => `${each}\n`).join(""));
    paint();
  };
  const timer = setInterval(tick, FRAME_MS).unref();
  stream.on("resize", startOver);
  // Back from a pause by Ctrl-Z, the shell's lines are where the picture was, and a resize went unnoticed:
  // Node asks for the size only when it is told of one.
  const comeBack = (): void => {
    (stream as { _refreshSize?: () => void })._refreshSize?.();
    startOver();
  };
  process.on("SIGCONT", comeBack);
  stream.write(FRESH_LINE);
  paint();
  return {
    touch: () => void (stale = true),
    note: (text) => {
      notes.push(safeText(text));
      notes.splice(0, notes.length - NOTES_KEPT);
      log.persist(notes.at(-1)!);
      paint();
    },
    close: (leave) => {
      clearInterval(timer);
      stream.off("resize", startOver);
      process.off("SIGCONT", comeBack);
      log.clear();
      // It is not repainted any more, so it may be longer than the terminal.
      const height = Math.max(heightOf(stream), LAST_LINES);
      if (leave) stream.write(`${draw(height).lines.join("\n")}\n`);
      log.done();
    },
  };
}

/** The last line of the terminal is where the cursor rests. */
const heightOf = (stream: NodeJS.WriteStream): number => Math.max(1, (stream.rows || 24) - 1);

/** Seconds since the run's start: when this changes, what is shown as elapsed does. */
const secondOf = (run: Run): number => Math.floor((Date.now() - run.startedAt) / 1000);

/** One column is left free: signs that a terminal takes for wider than they are would wrap the line. */
function picture(
  run: Run,
  stream: NodeJS.WriteStream,
  height: number,
  lastLines: ReadonlyMap<string, string>,
): Screen {
  return drawScreen(run, {
    width: Math.max(1, (stream.columns || 80) - 1),
    height,
    now: Date.now(),
    lastLines,
    color: true,
    ascii: !hasSigns(),
  });
}
