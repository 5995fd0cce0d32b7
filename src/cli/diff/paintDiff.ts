import type { Colors } from "../../tui/terminal.ts";
import { safeText } from "../../views/safeText.ts";

/** A diff for a terminal: coloured, and without anything in the files that the terminal would obey. */
export const paintDiff = (diff: string, colors: Colors): string =>
  diff
    .split("\n")
    .map((line) => paintLine(safeText(line), colors))
    .join("\n");

function paintLine(line: string, { bold, cyan, green, red }: Colors): string {
  if (/^(?:diff |index |\+\+\+|---|new file|deleted file|similarity|rename )/.test(line))
    return bold(line);
  if (line.startsWith("@@")) return cyan(line);
  if (line.startsWith("+")) return green(line);
  return line.startsWith("-") ? red(line) : line;
}
