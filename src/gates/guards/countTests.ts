import { LANGUAGES } from "./languages.ts";
import type { Language } from "./languages.ts";

/** How many tests a file has, and how many marks that a test is not run, or that only it is. */
export interface TestCount {
  readonly cases: number;
  readonly skips: number;
}

/** Counts the tests of a file; undefined in a language that is not known. */
export function countTests(path: string, text: string): TestCount | undefined {
  const language = LANGUAGES.find((each) => each.files.test(path));
  if (!language) return undefined;
  const code = codeOf(text, language);
  const count = (pattern: RegExp): number => code.match(pattern)?.length ?? 0;
  return { cases: count(language.cases), skips: count(language.skips) };
}

/** The text without comments and without what is between quotation marks: a test in a comment is none. */
export function codeOf(text: string, language: Language): string {
  const { line = [], block = [], quotes } = language;
  let code = "";
  for (let at = 0; at < text.length;) {
    const opened = block.find(([open]) => text.startsWith(open, at));
    if (opened) {
      const end = text.indexOf(opened[1], at + opened[0].length);
      at = end === -1 ? text.length : end + opened[1].length;
      code += " ";
    } else if (line.some((start) => text.startsWith(start, at))) {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end;
    } else if (quotes.includes(text[at]!)) {
      code += text[at]! + text[at]!;
      at = endOfQuote(text, at);
    } else code += text[at++];
  }
  return code;
}

/** Only `` ` `` goes on over a line's end. */
function endOfQuote(text: string, from: number): number {
  const quote = text[from]!;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === quote) return at + 1;
    else if (text[at] === "\n" && quote !== "`") return at;
  }
  return text.length;
}
