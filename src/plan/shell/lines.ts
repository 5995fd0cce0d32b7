import { Beyond, WordReader } from "./words.ts";

const BLANKS = /(?:[ \t\r]|\\\n)*(?:(?<![^\s;&|()])#[^\n]*)?/y;

interface HereDocument {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly indented: boolean;
}

/** Reads what stands between commands and around them: blanks, comments, redirections and the text these bring in. */
export abstract class LineReader extends WordReader {
  #documents: HereDocument[] = [];

  protected redirection(): void {
    const operator = this.match(/<<-|<<<|<<|<>|<&|>>|>&|>\||[<>]/y)![0];
    // `<<<`, `<(…)` and `>(…)` are bash's.
    if (operator === "<<<" || this.text[this.pos] === "(") throw Beyond;
    this.blanks();
    if (this.isStuck() || /\s/.test(this.text[this.pos]!)) throw Beyond;
    const { start, end, value } = this.word();
    if (!operator.startsWith("<<")) return;
    const raw = this.text.slice(start, end);
    if (value === undefined) throw Beyond;
    this.#documents.push({ delimiter: value, quoted: raw !== value, indented: operator === "<<-" });
  }

  /** Goes past the text that belongs to redirections of the line before. */
  protected hereDocuments(): void {
    for (const { delimiter, quoted, indented } of this.#documents.splice(0)) {
      for (let done = false; !done && this.pos < this.text.length;) {
        const end = this.text.indexOf("\n", this.pos);
        const next = end === -1 ? this.text.length : end;
        const line = this.text.slice(this.pos, next);
        done = (indented ? line.replace(/^\t+/, "") : line) === delimiter;
        if (!done && !quoted) this.expandUpTo(next);
        this.pos = Math.max(this.pos, Math.min(next + 1, this.text.length));
      }
    }
  }

  private expandUpTo(end: number): void {
    while (this.pos < end) {
      const character = this.text[this.pos];
      if (character === "$") this.expansion();
      else this.pos += character === "\\" ? 2 : 1;
    }
  }

  protected blanks(): void {
    const character = this.text[this.pos];
    if (character === undefined || !" \t\r\\#".includes(character)) return;
    this.match(BLANKS);
  }

  /** Blanks, comments and new lines. */
  protected gap(): void {
    for (;;) {
      this.blanks();
      if (this.text[this.pos] !== "\n") return;
      this.pos++;
    }
  }

  /** Whether no word can begin here. */
  protected isStuck(): boolean {
    const character = this.text[this.pos];
    return character === undefined || /[;&<>(]/.test(character);
  }
}
