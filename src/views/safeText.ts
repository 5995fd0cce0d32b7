/* oxlint-disable no-control-regex -- control characters are what this file is about */

/**
 * What tasks write may hold anything, also sequences that move a terminal's cursor, set its title or answer in
 * the user's name. Text goes to a terminal only through here.
 */

// Strings for the terminal itself (title, clipboard, …) up to their end, then CSI sequences, then short escapes.
const STRING_SEQUENCE =
  /(?:\u001B[\]PX^_]|[\u0090\u0098\u009D-\u009F])[^\u0007\u001B\u009C\n]*(?:\u0007|\u001B\\|\u009C)?/g;
const CONTROL_SEQUENCE = /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?/g;
const SHORT_ESCAPE = /\u001B[ -/]*[0-~]?/g;
// All other controls but tab and newline, and the marks that make text read in another order than it is written.
const CONTROL =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** The text without anything that a terminal would obey; tabs and newlines stay. */
export function safeText(text: string): string {
  return text
    .replace(STRING_SEQUENCE, "")
    .replace(CONTROL_SEQUENCE, "")
    .replace(SHORT_ESCAPE, "")
    .replace(/\r\n?/g, "\n")
    .replace(CONTROL, "");
}

/** The text on one line, white space folded. */
export const oneLine = (text: string): string => safeText(text).replace(/\s+/g, " ").trim();

/** The last line that has something to read; of a line that was overwritten (progress bars), what was seen last. */
export function lastLineOf(text: string): string {
  const lines = safeText(text).split("\n");
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = oneLine(lines[at]!);
    if (line !== "") return line;
  }
  return "";
}
