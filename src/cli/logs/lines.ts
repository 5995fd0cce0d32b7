const NEWLINE = 10;
/** A line without an end is given in pieces of this size. */
const LONGEST = 64 * 1024;

/** Cuts bytes into lines, each with its newline; holds back what has none yet. */
export class Lines {
  #held: Buffer = Buffer.alloc(0);
  readonly #longest: number;

  constructor(longest: number = LONGEST) {
    this.#longest = longest;
  }

  push(bytes: Buffer): Buffer[] {
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = all.indexOf(NEWLINE); at !== -1; at = all.indexOf(NEWLINE, from)) {
      lines.push(all.subarray(from, at + 1));
      from = at + 1;
    }
    while (all.length - from > this.#longest) {
      lines.push(all.subarray(from, from + this.#longest));
      from += this.#longest;
    }
    this.#held = all.subarray(from);
    return lines;
  }

  /** What was held back: the last line, if it had no newline. */
  rest(): Buffer[] {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return rest.length === 0 ? [] : [rest];
  }
}
