import type { Run } from "../core/run.ts";
import type { TaskState } from "../core/run.ts";
import { isSingle } from "../views/words.ts";
import { widthOf } from "./cut.ts";
import { drawRow, titleOf } from "./drawRow.ts";
import type { Drawing } from "./drawRow.ts";
import { stateLine, titleLine } from "./header.ts";
import { paintLine } from "./paint.ts";
import { chooseRows } from "./rows.ts";
import type { Row } from "./rows.ts";
import { ASCII_SIGNS, SIGNS } from "./signs.ts";
import { colorsFor } from "./terminal.ts";

export interface ScreenOptions {
  readonly width: number;
  readonly height: number;
  readonly now: number;
  /** The last line of output of attempts under way, by `phase/task`. */
  readonly lastLines: ReadonlyMap<string, string>;
  readonly color: boolean;
  /** Nobody drives the run, which its journal cannot tell. */
  readonly interrupted?: boolean;
  /** Signs that every terminal has. */
  readonly ascii?: boolean;
}

/** A picture of the run, and the tasks under way that have a line on it: only their output is worth reading. */
export interface Screen {
  readonly lines: readonly string[];
  readonly underway: readonly TaskState[];
}

/** The whole screen: at most `height` lines, none wider than `width` columns. */
export const renderScreen = (run: Run, options: ScreenOptions): string[] => [
  ...drawScreen(run, options).lines,
];

export function drawScreen(run: Run, options: ScreenOptions): Screen {
  const { width, height, now } = options;
  const signs = options.ascii ? ASCII_SIGNS : SIGNS;
  const colors = colorsFor(options.color);
  const drawing: Drawing = {
    run,
    now,
    signs,
    nameWidth: nameWidth(run, width),
    wide: width >= 44,
    lastLines: options.lastLines,
  };
  const rows = rowsFor(run, height);
  const lines = [
    titleLine(run, width, signs),
    stateLine(run, options, signs),
    ...(hasGap(height) ? [[]] : []),
    ...rows.map((each) => drawRow(each, drawing)),
  ];
  return {
    lines: lines.slice(0, height).map((each) => paintLine(each, width, colors, signs.more)),
    underway: rows.flatMap(underwayOn),
  };
}

function underwayOn(row: Row): TaskState[] {
  if (row.type === "task") return row.task.status === "running" ? [row.task] : [];
  if (row.type !== "phase" || !isSingle(row.phase)) return [];
  return row.phase.tasks.filter((each) => each.status === "running");
}

const HEAD_LINES = 2;

const hasGap = (height: number): boolean => height >= 10;

const rowsFor = (run: Run, height: number): Row[] =>
  chooseRows(run, Math.max(1, height - HEAD_LINES - (hasGap(height) ? 1 : 0)));

/** As wide as the longest name, within two fifths of the screen. */
function nameWidth(run: Run, width: number): number {
  const most = Math.max(8, Math.min(40, Math.floor(width * 0.4)));
  let longest = 8;
  for (const phase of run.phases) {
    longest = Math.max(longest, widthOf(titleOf(phase)));
    if (!isSingle(phase)) {
      for (const task of phase.tasks) longest = Math.max(longest, task.spec.id.length + 2);
    }
    if (longest >= most) return most;
  }
  return longest;
}
