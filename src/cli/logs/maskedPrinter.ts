import type { Mask } from "../../core/maskTexts.ts";
import { Lines } from "./lines.ts";
import { keyOf } from "./printer.ts";
import type { Printer, Source } from "./printer.ts";

/** Bytes of a line without an end that are looked at together. */
const LONGEST = 1024 * 1024;

/**
 * A printer that gets only what is masked, in whole lines; one in which nothing is masked stays as it is to the byte.
 * What a line has so far is held back until it ends, or nothing more of it comes for now.
 */
export function maskedPrinter(printer: Printer, mask: Mask): Printer {
  const bySource = new Map<string, Lines>();
  const pass = async (source: Source, lines: readonly Buffer[]): Promise<void> => {
    if (lines.length === 0) return;
    for (const each of masked(lines, mask)) await printer.bytes(source, each);
  };
  const rest = (source: Source): Promise<void> =>
    pass(source, bySource.get(keyOf(source))?.rest() ?? []);
  return {
    ...printer,
    bytes: async (source, bytes) => {
      const lines = bySource.get(keyOf(source)) ?? new Lines(LONGEST);
      bySource.set(keyOf(source), lines);
      await pass(source, lines.push(bytes));
    },
    idle: async (source) => {
      await rest(source);
      await printer.idle(source);
    },
    end: async (source) => {
      await rest(source);
      bySource.delete(keyOf(source));
      await printer.end(source);
    },
  };
}

/** Looked at together, which is quick and finds a key of several lines; alone where not all of them are text. */
function masked(lines: readonly Buffer[], mask: Mask): readonly Buffer[] {
  const all = Buffer.concat(lines);
  const text = all.toString("utf8");
  const shown = mask(text);
  if (shown === text) return [all];
  if (lines.length === 1 || Buffer.from(text).equals(all)) return [Buffer.from(shown)];
  return lines.flatMap((each) => masked([each], mask));
}
