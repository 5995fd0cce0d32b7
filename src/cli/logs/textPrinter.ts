import type { AttemptState, Run, TaskState } from "../../core/run.ts";
import { formatDuration } from "../../views/duration.ts";
import { safeText } from "../../views/safeText.ts";
import { attemptLabel, attemptMs, taskLabel } from "../../views/words.ts";
import { colors, printBytes, printLine } from "../print.ts";
import { keyOf, linePrinter } from "./printer.ts";
import type { Printer, Source } from "./printer.ts";

const NEWLINE = 10;

export interface TextOptions {
  /** A header wherever lines come from another attempt than the ones before. */
  readonly headers: boolean;
  /** Without anything that a terminal would obey. */
  readonly safe: boolean;
}

/** Whole lines for a person, or for a pipe in which the output of several tasks is told apart. */
export function textPrinter(run: Run, { headers, safe }: TextOptions): Printer {
  let last: string | undefined;
  let midLine = false;
  const print = async (source: Source, line: Buffer): Promise<void> => {
    if (headers) header(source);
    await printBytes(safe ? Buffer.from(safeText(line.toString("utf8"))) : line);
    midLine = line.at(-1) !== NEWLINE;
  };
  const header = (source: Source): void => {
    if (keyOf(source) === last) return;
    endLine();
    if (last !== undefined) printLine();
    last = keyOf(source);
    printLine(colors().bold(headerOf(run, source)));
  };
  const endLine = (): void => {
    if (midLine) printLine();
    midLine = false;
  };
  const lines = linePrinter(print);
  return {
    ...lines,
    begin: (source) => {
      if (headers) header(source);
    },
    // A line that is still growing is shown only where no other task's line can come in between.
    idle: async (source) => {
      if (!headers) await lines.end(source);
    },
    end: async (source) => {
      await lines.end(source);
      endLine();
    },
  };
}

const stageNames = ({ spec }: TaskState, state: AttemptState | undefined): readonly string[] =>
  state?.stage === "compact" || (state?.stage && spec.pipeline) ? [state.stage] : [];

/** `==> build/compile, attempt 2 of 3, failed after 4.2s <==`; of a task with stages, with the stage. */
function headerOf(run: Run, { task, attempt }: Source): string {
  const state = task.attempts[attempt - 1];
  const parts = [
    taskLabel(task),
    ...stageNames(task, state),
    attemptLabel(run.plan, task.spec, attempt),
    ...(state?.endedAt === undefined
      ? []
      : [`${state.status} after ${formatDuration(attemptMs(state, state.endedAt))}`]),
  ];
  return `==> ${parts.join(", ")} <==`;
}
