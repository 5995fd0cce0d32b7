/** One line of what an agent wrote. */
export interface Line {
  /** As it came, without its line end. */
  readonly raw: string;
  /** Without marks that nobody sees and without what Markdown puts before text. */
  readonly text: string;
  /** `text`, character for character, with full-width punctuation as its plain counterpart. */
  readonly plain: string;
}

const UNSEEN = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

/** Quotes, headings, bullets, numbers and emphasis before the text itself. */
const BEFORE = /^(?:[\s>#*_`~+•·-]|\d{1,3}[.)]\s)+/u;

const PLAIN: Readonly<Record<string, string>> = {
  ":": ":",
  "|": "|",
  "[": "[",
  "]": "]",
  "【": "[",
  "】": "]",
  _: "_",
  "\u00A0": " ",
};

/** More than this is not read: what counts stands at the end. */
const MOST = 4 * 1024 * 1024;

export function linesOf(text: string): readonly Line[] {
  return text
    .slice(-MOST)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(lineOf);
}

function lineOf(raw: string): Line {
  const text = raw.replace(UNSEEN, "").replace(BEFORE, "").trimEnd();
  const plain = text.replace(/[:|[]【】_\u00A0]/g, (each) => PLAIN[each]!);
  return { raw, text, plain };
}

/** A value without the emphasis or the code marks that surround it, or are left over from what stood before it. */
export function bare(value: string): string {
  let text = value
    .trim()
    .replace(/^(?:\*{1,3}|_{1,3}|`{1,3})?\s{0,3}:?\s(?=.)/, "")
    .trim();
  for (const mark of ["***", "**", "__", "`", "*", "_"]) {
    const wrapped = text.length > 2 * mark.length && text.startsWith(mark) && text.endsWith(mark);
    if (wrapped && !text.slice(mark.length, -mark.length).includes(mark))
      text = text.slice(mark.length, -mark.length).trim();
    else if (text.endsWith(mark) && text.indexOf(mark) === text.length - mark.length)
      text = text.slice(0, -mark.length).trim();
  }
  return text;
}

/** Quotes, bullets and numbers before an entry of a list. */
const BULLETS = /^(?:\s|>\s|[*+•·-]\s|\d{1,3}[.)]\s)+/u;

/** An entry of a list. What its text begins with stays: `__init__.py` is no emphasis. */
export const entryOf = ({ raw }: Line): string =>
  bare(raw.replace(UNSEEN, "").replace(BULLETS, ""));

/** Whether it is what an instruction holds in the place of a value: `{what you did}`, `<id>`. */
export const isPlaceholder = (value: string): boolean => /^(?:\{.*\}|<.*>)$/s.test(value.trim());
