import { ID_PATTERN } from "../../core/ids.ts";
import type { Outputs } from "../../core/result.ts";

export const MAX_OUTPUTS_BYTES = 64 * 1024;

/** `problem` is for a person, and names the line. */
export type ParsedOutputs = { readonly outputs: Outputs } | { readonly problem: string };

const shown = (line: string): string =>
  JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);

/**
 * Reads what a task wrote to `$PAWL_OUTPUT`: lines `key=value`, and for values of several lines `key<<WORD`,
 * the lines, and a line that is the word. Empty lines are passed over; of a key given twice the last counts.
 */
export function parseOutputs(bytes: Uint8Array): ParsedOutputs {
  const problem = (line: number, what: string): ParsedOutputs => ({
    problem: `line ${line} of $PAWL_OUTPUT ${what}`,
  });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { problem: "$PAWL_OUTPUT is not UTF-8 text" };
  }
  const lines = text.split("\n");
  const outputs = new Map<string, string>();
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const number = at + 1;
    if (line.includes("\0")) return problem(number, "holds a NUL character");
    if (line.trim() === "") continue;
    const [, key, mark, rest] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (key === undefined || mark === undefined || rest === undefined) {
      return problem(number, `is not key=value: ${shown(line)}`);
    }
    if (!ID_PATTERN.test(key)) {
      return problem(
        number,
        `has the key ${shown(key)}; a key is a letter or _, then letters, digits, _ . -`,
      );
    }
    if (mark === "=") {
      outputs.set(key, rest);
      continue;
    }
    if (rest.trim() === "") return problem(number, `has no word after ${key}<<`);
    const end = lines.indexOf(rest, at + 1);
    if (end === -1)
      return problem(number, `begins ${key}<<${rest}, and no line ${shown(rest)} ends it`);
    const value = lines.slice(at + 1, end).join("\n");
    if (value.includes("\0")) return problem(number, "begins a value that holds a NUL character");
    outputs.set(key, value);
    at = end;
  }
  return { outputs: Object.fromEntries(outputs) };
}
