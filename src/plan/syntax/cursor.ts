import type { Span } from "../diagnostic.ts";

/** Thrown, and caught, within the quick reader only: the text is not for it. */
export const GiveUp = Symbol("not for the quick reader");

/** Control characters, a lone carriage return, a byte order mark: the full parser knows what to say. */
// oxlint-disable-next-line no-control-regex
const ODD = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]|\r(?!\n)/;
/** A key without quotes. Narrower than YAML's, so that it cannot be mistaken for anything else. */
const KEY = /[A-Za-z_][A-Za-z0-9_.-]*(?=:(?:[ \r\n]|$))/y;
/** Keys that YAML would not take for text. */
const TYPED_KEY = /^(?:null|true|false)$/i;
/** What cannot begin text without quotes, or begins something else. */
const INDICATOR = /[,[\]{}#&*!|>'"%@`]/;

/** The place in the text at which the quick reader is, and the column at which the line's content begins. */
export class Cursor {
  readonly text: string;
  pos = 0;
  lineStart = 0;
  /** Of the content that comes next; -1 at the end of the text. */
  column = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Goes to the first content, past a first line `---`. False where there is nothing. */
  firstLine(): boolean {
    if (ODD.test(this.text)) throw GiveUp;
    const dashes = /^---\r?\n/.exec(this.text);
    if (dashes) this.lineStart = this.pos = dashes[0].length;
    this.#seek();
    return this.column !== -1;
  }

  /** Goes on to the next line that is neither blank nor a comment. */
  nextLine(): void {
    const end = this.text.indexOf("\n", this.pos);
    this.lineStart = this.pos = end === -1 ? this.text.length : end + 1;
    this.#seek();
  }

  #seek(): void {
    const { text } = this;
    for (;;) {
      let at = this.lineStart;
      while (text[at] === " ") at++;
      const character = text[at];
      if (character === undefined) {
        this.pos = text.length;
        this.column = -1;
        return;
      }
      if (character === "\t") throw GiveUp;
      if (character !== "#" && character !== "\n" && character !== "\r") {
        this.pos = at;
        this.column = at - this.lineStart;
        return;
      }
      const end = text.indexOf("\n", at);
      this.lineStart = end === -1 ? text.length : end + 1;
    }
  }

  /** Whether a list's entry begins here. */
  atDash(): boolean {
    if (this.text[this.pos] !== "-") return false;
    const next = this.text[this.pos + 1];
    return next === " " || next === "\n" || next === "\r" || next === undefined;
  }

  /** Whether a key begins here that the quick reader can read. */
  atKey(): boolean {
    KEY.lastIndex = this.pos;
    return KEY.test(this.text);
  }

  /** Reads a key and goes past its colon. */
  key(): Span {
    const start = this.pos;
    KEY.lastIndex = start;
    if (!KEY.test(this.text)) throw GiveUp;
    const end = KEY.lastIndex;
    if (end - start <= 5 && TYPED_KEY.test(this.text.slice(start, end))) throw GiveUp;
    this.pos = end + 1;
    return { start, end };
  }

  /** Goes past spaces; says whether the rest of the line is empty or a comment. */
  restIsEmpty(): boolean {
    const { text } = this;
    const from = this.pos;
    let at = from;
    while (text[at] === " ") at++;
    const character = text[at];
    if (character === "\t") throw GiveUp;
    if (character === undefined || character === "\n" || character === "\r") return true;
    if (character === "#" && at > from) return true;
    this.pos = at;
    return false;
  }

  /** Goes past text without quotes, and says where it ends. */
  plainEnd(): number {
    const { text, pos: start } = this;
    const first = text[start]!;
    if (INDICATOR.test(first)) throw GiveUp;
    if ("-?:".includes(first) && !/^[^\s,[\]{}]/.test(text.slice(start + 1, start + 2)))
      throw GiveUp;
    let end = text.indexOf("\n", start);
    if (end === -1) end = text.length;
    let line = text.slice(start, end);
    const comment = line.indexOf(" #");
    if (comment !== -1) line = line.slice(0, comment);
    line = line.trimEnd();
    if (line.includes("\t") || line.includes(": ") || line.endsWith(":")) throw GiveUp;
    this.pos = start + line.length;
    return this.pos;
  }

  /** After a value: the line must be at its end, and what follows must not be indented as if it belonged to it. */
  endOfValue(column: number): void {
    if (!this.restIsEmpty()) throw GiveUp;
    this.nextLine();
    if (this.column > column) throw GiveUp;
  }
}
