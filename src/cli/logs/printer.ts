import type { RunId } from "../../core/ids.ts";
import type { TaskState } from "../../core/run.ts";
import { taskLabel } from "../../views/words.ts";
import { printBytes, printJsonLine, printNote } from "../print.ts";
import { Lines } from "./lines.ts";

/** The attempt that output comes from. */
export interface Source {
  readonly run: RunId;
  readonly task: TaskState;
  readonly attempt: number;
  /** Folder of a worker of the attempt, relative to the run's. */
  readonly worker?: string;
}

export const keyOf = ({ task, attempt }: Source): string => `${task.address}@${attempt}`;

/** Where output goes. */
export interface Printer {
  /** Output of this attempt follows, if it wrote any. */
  begin(source: Source): void;
  bytes(source: Source, bytes: Buffer): Promise<void>;
  /** Nothing has come for a while; what was held back for the rest of its line may be shown. */
  idle(source: Source): Promise<void>;
  /** So many bytes of it were not kept. */
  dropped(source: Source, bytes: number): void;
  /** No more comes of it. */
  end(source: Source): Promise<void>;
}

/** Exactly the bytes that one attempt after the other wrote: for pipes and files. */
export const rawPrinter = (): Printer => ({
  begin: () => {},
  bytes: (_source, bytes) => printBytes(bytes),
  idle: async () => {},
  dropped: noteDropped,
  end: async () => {},
});

/** A JSON document for each line. */
export const jsonPrinter = (): Printer => ({
  ...linePrinter(async (source, line) => {
    const text = line.toString("utf8").replace(/\r?\n$/, "");
    printJsonLine({ ...of(source), text });
  }),
  dropped: (source, dropped) => printJsonLine({ ...of(source), dropped }),
});

export const of = ({ run, task, attempt }: Source) => ({
  run,
  phase: task.phase.spec.id,
  task: task.spec.id,
  attempt,
});

/**
 * A printer of whole lines; the last one of an attempt may lack its newline.
 * @param longest bytes; a line that has no end yet is given in pieces of this size
 */
export function linePrinter(
  print: (source: Source, line: Buffer) => Promise<void>,
  longest?: number,
): Printer {
  const bySource = new Map<string, Lines>();
  const rest = async (source: Source): Promise<void> => {
    for (const line of bySource.get(keyOf(source))?.rest() ?? []) await print(source, line);
  };
  return {
    begin: () => {},
    bytes: async (source, bytes) => {
      const lines = bySource.get(keyOf(source)) ?? new Lines(longest);
      bySource.set(keyOf(source), lines);
      for (const line of lines.push(bytes)) await print(source, line);
    },
    idle: async () => {},
    dropped: noteDropped,
    end: async (source) => {
      await rest(source);
      bySource.delete(keyOf(source));
    },
  };
}

function noteDropped({ task, attempt }: Source, bytes: number): void {
  const count = bytes.toLocaleString("en");
  printNote(
    `${count} bytes of ${taskLabel(task)}, attempt ${attempt}, were dropped: it wrote more than is kept`,
  );
}
