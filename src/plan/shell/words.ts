import type { VariableRead } from "./scan.ts";

/** Thrown, and caught, within the scan of a shell text: it goes beyond what is read here. */
export const Beyond = Symbol("beyond what is read here");

/** A word of a shell text. */
export interface Word {
  /** What it comes to; undefined where only the run can tell. */
  readonly value: string | undefined;
  readonly start: number;
  readonly end: number;
  /** It is `NAME=…`: the name. */
  readonly assigns: string | undefined;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_]*)\+?=/y;
/** Characters that mean nothing to the shell, wherever they stand in a word. */
const ORDINARY = /[A-Za-z0-9_.,:/@%+=-]+/y;
const SPECIAL = /[0-9@*#?$!-]/;
const OPERATOR = /:?[-=+]/y;
const ENDS_WORD = /[ \t\r\n;&|<>()]/;

/** Reads words, with the quotes and expansions in them, and notes the variables these read and set. */
export abstract class WordReader {
  readonly text: string;
  pos = 0;
  readonly reads: VariableRead[] = [];
  readonly assigned = new Set<string>();
  #depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads the commands between here and the closing parenthesis. */
  protected abstract readSubstitution(): void;

  /** Reads one word; the position must be at one. */
  word(): Word {
    const { text, pos: start } = this;
    const assigns = this.match(ASSIGNMENT)?.[1];
    let value: string | undefined = "";
    while (this.pos < text.length && !ENDS_WORD.test(text[this.pos]!)) {
      const part = this.part();
      value = part === undefined || value === undefined ? undefined : value + part;
    }
    // An array of bash.
    if (assigns !== undefined && text[this.pos] === "(") throw Beyond;
    return { value, start, end: this.pos, assigns };
  }

  /** Some characters of a word, or one quoted or expanded part of it. */
  private part(): string | undefined {
    const ordinary = this.match(ORDINARY);
    if (ordinary) return ordinary[0];
    const character = this.text[this.pos]!;
    switch (character) {
      case "\\":
        this.pos += 2;
        return this.text[this.pos - 1] === "\n" ? "" : (this.text[this.pos - 1] ?? "");
      case "'":
        return this.singleQuoted();
      case '"':
        return this.doubleQuoted();
      case "$":
        return this.expansion();
      case "`":
        return this.backquoted();
      case "*":
      case "?":
      case "[":
        this.pos++;
        // `[` is a command; anywhere else it begins a pattern.
        return character === "[" && ENDS_WORD.test(this.text[this.pos] ?? " ") ? "[" : undefined;
      case "~":
        this.pos++;
        return undefined;
      default:
        this.pos++;
        return character;
    }
  }

  private singleQuoted(): string {
    const end = this.text.indexOf("'", this.pos + 1);
    if (end === -1) throw Beyond;
    const value = this.text.slice(this.pos + 1, end);
    this.pos = end + 1;
    return value;
  }

  private doubleQuoted(): string | undefined {
    this.pos++;
    const value = this.expanded('"');
    this.pos++;
    return value;
  }

  /** Goes on to an unquoted `closer`, past the expansions before it. */
  private expanded(closer: string): string | undefined {
    let value: string | undefined = "";
    for (;;) {
      const character = this.text[this.pos];
      if (character === undefined) throw Beyond;
      if (character === closer) return value;
      let part: string | undefined = character;
      if (character === "\\") {
        part = this.text[this.pos + 1] ?? "";
        this.pos += 2;
      } else if (character === "$") part = this.expansion();
      else if (character === "`") part = this.backquoted();
      else if (closer === "}" && character === "'") part = this.singleQuoted();
      else if (closer === "}" && character === '"') part = this.doubleQuoted();
      else this.pos++;
      value = part === undefined || value === undefined ? undefined : value + part;
    }
  }

  /** Goes past `$…`; a `$` that expands nothing stands for itself. */
  expansion(): string | undefined {
    const start = this.pos++;
    const next = this.text[this.pos] ?? "";
    // $'…' is bash's.
    if (next === "'") throw Beyond;
    if (next === "{") return this.parameter();
    if (next === "(") return this.parenthesised();
    const name = this.match(NAME)?.[0];
    if (name !== undefined) this.reads.push({ name, at: { start, end: this.pos } });
    else if (SPECIAL.test(next)) this.pos++;
    else return "$";
    return undefined;
  }

  private parenthesised(): undefined {
    this.nest(() => {
      if (this.text.startsWith("((", this.pos)) this.arithmetic();
      else {
        this.pos++;
        this.readSubstitution();
      }
    });
  }

  /** `$((…))`: only its variables with a `$` are looked at, others count as 0 where they have no value. */
  private arithmetic(): void {
    this.pos += 2;
    for (let open = 2; open > 0;) {
      const character = this.text[this.pos];
      if (character === undefined) throw Beyond;
      if (character === "$") {
        this.expansion();
        continue;
      }
      if (character === "(") open++;
      else if (character === ")") open--;
      this.pos++;
    }
  }

  /** `${name…}`. */
  private parameter(): undefined {
    const start = this.pos - 1;
    this.pos++;
    if (this.text[this.pos] === "!") throw Beyond;
    if (this.text[this.pos] === "#" && this.text[this.pos + 1] !== "}") this.pos++;
    const name = this.match(NAME)?.[0];
    if (name === undefined) this.pos++;
    const operator = this.match(OPERATOR)?.[0];
    if (operator?.endsWith("=")) this.assigned.add(name ?? "");
    this.nest(() => this.expanded("}"));
    this.pos++;
    if (name !== undefined && operator === undefined)
      this.reads.push({ name, at: { start, end: this.pos } });
  }

  /** Text in backquotes is text within text; it is not looked into. */
  private backquoted(): undefined {
    for (this.pos++; this.text[this.pos] !== "`"; this.pos++) {
      if (this.pos >= this.text.length) throw Beyond;
      if (this.text[this.pos] === "\\") this.pos++;
    }
    this.pos++;
  }

  /** Substitutions within substitutions take the language's stack; nobody nests so deep by hand. */
  protected nest<T>(read: () => T): T {
    if (++this.#depth > 50) throw Beyond;
    const value = read();
    this.#depth--;
    return value;
  }

  /** Matches a sticky pattern here, and goes past what it matched. */
  protected match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.pos;
    const found = pattern.exec(this.text);
    if (!found) return undefined;
    this.pos = pattern.lastIndex;
    return found;
  }
}
