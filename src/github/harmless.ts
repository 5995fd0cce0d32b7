import type { Mask } from "../core/maskTexts.ts";
import { oneLine } from "../views/safeText.ts";

/** Writes texts that are not Pawl's own into comments. */
export interface Pen {
  /** A text as it may stand in a comment. */
  say(text: string, most?: number): string;
  /** A name or a command, between backquotes. */
  code(text: string, most?: number): string;
  /** A text that stands by itself, with nothing done to it but that it is masked and on one line. */
  plain(text: string): string;
}

/** Secrets are taken out first: what is made harmless would not be known for one any more. */
export function penOf(mask: Mask): Pen {
  const plain = (text: string): string => mask(oneLine(mask(text)));
  return {
    plain,
    say: (text, most) => harmless(plain(text), most),
    code: (text, most) => code(plain(text), most),
  };
}

/** Parts what GitHub would take for a mention, a reference or an address, and is not seen. */
const APART = "\u200B";

/** Makes up no reference by itself: `@name`, `#12`, `owner/repo#12`, `GH-12`, `https://…`, `www.…`. */
const ACTIVE: readonly (readonly [RegExp, string])[] = [
  [/@(?=\S)/g, `@${APART}`],
  [/#(?=\d)/g, `#${APART}`],
  [/(GH)-(?=\d)/gi, `$1${APART}-`],
  [/:(?=\/\/)/g, `:${APART}`],
  [/(www)\.(?=\S)/gi, `$1${APART}.`],
];

/**
 * A text of an agent, a task or a plan as it may stand in a comment: on one line, without anything that GitHub would
 * render, and without calling anybody, naming another issue or linking anywhere.
 */
export function harmless(text: string, most = 500): string {
  const line = oneLine(text);
  const cut =
    line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
  const apart = ACTIVE.reduce((made, [found, instead]) => made.replace(found, instead), cut);
  return apart
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_[\]{}()|~!$]/g, (each) => `\\${each}`);
}

/** The same between backquotes, for names: there nothing calls anybody, and a backquote would end it. */
const code = (text: string, most = 200): string =>
  `\`${oneLine(text).replaceAll("`", "'").slice(0, most) || " "}\``;
