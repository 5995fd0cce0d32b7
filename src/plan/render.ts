import type { Diagnostic } from "./diagnostic.ts";
import { LineIndex } from "./lines.ts";
import { widthOf } from "./width.ts";

export interface FormatOptions {
  /** Whether to use terminal colours. */
  readonly color?: boolean;
  /** The texts of other files that diagnostics are of, by their names. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** Columns of a source line that are shown; a longer line is cut to a window around the mark. */
const WINDOW = 100;
const BEFORE_MARK = 30;
const INDENT = "    ";
const TAB_STOP = 4;

/**
 * For a person: each diagnostic as `file:line:column  error  message`, the line itself with a mark under
 * the place, and the hint. `text` is the plan's text, from which the lines are taken of all files that `texts` lacks.
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  text: string,
  options: FormatOptions = {},
): string {
  const own = new LineIndex(diagnostics.length === 0 ? "" : text);
  const others = new Map(
    Array.from(options.texts ?? [], ([file, each]) => [file, new LineIndex(each)]),
  );
  const paint = options.color ? painted : plain;
  return diagnostics.map((each) => format(each, others.get(each.file) ?? own, paint)).join("\n\n");
}

function format(diagnostic: Diagnostic, lines: LineIndex, paint: Paint): string {
  const { file, line, column, severity, message, hint } = diagnostic;
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  const shown = [
    `${paint("place", printable(place))}  ${paint(severity, severity)}  ${printable(message)}`,
  ];
  const source = line === 0 ? "" : lines.textOf(line);
  if (source.trim() !== "") {
    const window = windowOf(source, column - 1, diagnostic.length ?? 1);
    shown.push(INDENT + window.text, INDENT + paint(severity, window.mark));
  }
  if (hint !== undefined) shown.push(INDENT + paint("hint", printable(hint)));
  return shown.join("\n");
}

/** The part of a source line that is shown, and the line with the mark that goes under it. */
function windowOf(source: string, at: number, length: number): { text: string; mark: string } {
  const from =
    source.length <= WINDOW
      ? 0
      : snap(source, Math.max(0, Math.min(at - BEFORE_MARK, source.length - WINDOW)));
  const to =
    source.length <= WINDOW ? source.length : snap(source, Math.min(source.length, from + WINDOW));
  let text = from > 0 ? "…" : "";
  let width = text.length;
  let markStart = -1;
  let markWidth = 0;
  let index = from;
  for (const character of source.slice(from, to)) {
    if (markStart === -1 && index + character.length > at) markStart = width;
    const columns = character === "\t" ? TAB_STOP - (width % TAB_STOP) : widthOf(character);
    if (index >= at && index < at + length) markWidth += columns;
    text += character === "\t" ? " ".repeat(columns) : printable(character);
    width += columns;
    index += character.length;
  }
  if (to < source.length) text += "…";
  if (markStart === -1) markStart = width;
  const mark = " ".repeat(markStart) + "^" + "~".repeat(Math.max(0, markWidth - 1));
  return { text: text.trimEnd(), mark };
}

/** Not in the middle of a character that takes two UTF-16 units. */
function snap(source: string, at: number): number {
  const code = source.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

const UNPRINTABLE =
  // oxlint-disable-next-line no-control-regex -- finding these is what it is for
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

/** A plan must not steer the terminal that its errors are shown on. */
const printable = (text: string): string => text.replace(UNPRINTABLE, "\u{fffd}");

type Paint = (as: "error" | "warning" | "hint" | "place", text: string) => string;

const COLOURS = { error: 31, warning: 33, hint: 36, place: 1 } as const;

const plain: Paint = (_as, text) => text;
const painted: Paint = (as, text) =>
  `\u001b[${COLOURS[as]}m${text}\u001b[${as === "place" ? 22 : 39}m`;
