import { noteArgument } from "./arguments.ts";
import { BEYOND, CLOSING, OPENING, PREFIXES, TESTS } from "./names.ts";
import { Beyond } from "./words.ts";
import type { Word } from "./words.ts";
import { LineReader } from "./lines.ts";
import type { CommandUse, ShellScan } from "./scan.ts";

const PARENTHESES = /[ \t]*\([ \t]*\)/y;
const DIGITS = /^[0-9]+$/;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What ends a list of commands: the text's end, a parenthesis, or the end of a branch of `case`. */
type Closer = "end" | ")" | "case";

/** Reads the commands of a shell text. */
export class CommandReader extends LineReader implements ShellScan {
  readonly commands: Mutable<CommandUse>[] = [];
  readonly defined = new Set<string>();
  opaque = false;
  /** Above 0, what is read may or may not be run. */
  #conditions = 0;
  /** The commands of the pipelines since the last `;`, `&` or new line. */
  #line: Mutable<CommandUse>[] = [];
  /** The rest of the line is run depending on what came before in it. */
  #depends = false;
  #folderKnown = true;
  #pathKnown = true;

  protected override readSubstitution(): void {
    const [line, depends] = [this.#line, this.#depends];
    this.#conditions++;
    this.readList(")");
    this.#conditions--;
    [this.#line, this.#depends] = [line, depends];
  }

  /** Reads commands up to what closes them. Says whether it was the last branch of a `case`. */
  readList(closer: Closer): boolean {
    let expect = true;
    let command: string | undefined;
    for (;;) {
      this.blanks();
      const character = this.text[this.pos];
      if (character === undefined) {
        if (closer !== "end") throw Beyond;
        return true;
      }
      if (character === "\n" || character === ";") {
        if (this.text.startsWith(";;", this.pos)) {
          if (closer !== "case") throw Beyond;
          this.pos += 2;
          return false;
        }
        this.#endLine();
        expect = true;
      } else if (character === "&" || character === "|") {
        this.#operator(character);
        expect = true;
      } else if (character === "<" || character === ">") this.redirection();
      else if (character === "(") {
        if (!expect || this.text[this.pos + 1] === "(") throw Beyond;
        this.pos++;
        this.nest(() => this.readList(")"));
        expect = false;
      } else if (character === ")") {
        if (closer !== ")") throw Beyond;
        this.pos++;
        return true;
      } else {
        const word = this.word();
        if (!expect) {
          this.#argument(command, word);
          continue;
        }
        if (this.text.slice(word.start, word.end) === "esac" && closer === "case") return true;
        [expect, command] = this.#first(word);
      }
    }
  }

  /** A word where a command is expected: what is expected after it, and the command, if it is one. */
  #first(word: Word): [expect: boolean, command: string | undefined] {
    const raw = this.text.slice(word.start, word.end);
    if (BEYOND.has(raw)) throw Beyond;
    const deeper = OPENING.get(raw);
    if (deeper !== undefined) {
      this.#conditions += deeper;
      if (raw === "!") this.#depends = true;
      return [true, undefined];
    }
    if (CLOSING.has(raw)) {
      this.#conditions--;
      return [false, undefined];
    }
    if (raw === "case") return this.#case();
    if (raw === "for") return this.#for();
    if (raw === "function") {
      this.blanks();
      this.defined.add(this.word().value ?? "");
      this.match(PARENTHESES);
      return [true, undefined];
    }
    if (word.assigns !== undefined) {
      this.assigned.add(word.assigns);
      if (word.assigns === "PATH") this.#pathKnown = false;
      return [true, undefined];
    }
    if (DIGITS.test(raw) && /[<>]/.test(this.text[this.pos] ?? "")) return [true, undefined];
    if (this.match(PARENTHESES)) {
      this.defined.add(word.value ?? "");
      this.gap();
      // Braces say that what they hold is run when it is called; parentheses do not.
      if (this.text[this.pos] === "(") throw Beyond;
      return [true, undefined];
    }
    return this.#command(word);
  }

  #command(word: Word): [expect: boolean, command: string | undefined] {
    const { value, start, end } = word;
    const use: Mutable<CommandUse> = {
      word: value?.startsWith("-") ? undefined : value,
      at: { start, end },
      certain: this.#conditions === 0 && !this.#depends,
      folderKnown: this.#folderKnown,
      pathKnown: this.#pathKnown,
    };
    this.commands.push(use);
    this.#line.push(use);
    if (value === "cd" || value === "pushd" || value === "popd") this.#folderKnown = false;
    if (value === "." || value === "source" || value === "eval") this.opaque = true;
    if (value !== undefined && PREFIXES.has(value)) {
      this.blanks();
      // `command -v x` asks; `exec >log` redirects; `exec x` runs x.
      if (!/[-\s;&|<>()]/.test(this.text[this.pos] ?? " ")) return [true, undefined];
    }
    return [false, value];
  }

  #argument(command: string | undefined, word: Word): void {
    noteArgument(command, word, this);
    if (this.assigned.has("PATH")) this.#pathKnown = false;
  }

  #for(): [boolean, undefined] {
    this.blanks();
    const { value } = this.word();
    // `for ((…` is bash's.
    if (!value) throw Beyond;
    this.assigned.add(value);
    this.#conditions++;
    return [false, undefined];
  }

  #case(): [boolean, undefined] {
    this.blanks();
    this.word();
    this.gap();
    if (this.word().value !== "in") throw Beyond;
    this.#conditions++;
    do this.gap();
    while (!this.match(/esac(?![^\s;&|<>()])/y) && !this.#branch());
    this.#conditions--;
    return [false, undefined];
  }

  /** A branch of `case`. Says whether it was the last. */
  #branch(): boolean {
    this.match(/\(/y);
    this.#pattern();
    return this.nest(() => this.readList("case"));
  }

  /** Goes past the pattern of a branch and its parenthesis. */
  #pattern(): void {
    for (;;) {
      this.gap();
      if (this.match(/\)/y)) return;
      if (this.match(/\|/y)) continue;
      this.word();
      if (this.isStuck()) throw Beyond;
    }
  }

  #operator(character: string): void {
    const operator = this.match(character === "&" ? /&&?/y : /\|[|&]?/y)![0];
    // `&>` is bash's, and means something else here.
    if (operator === "&" && this.text[this.pos] === ">") throw Beyond;
    if (operator === "&") this.#newLine();
    else if (operator === "||") {
      for (const use of this.#line) use.certain = false;
      this.#depends = true;
    } else if (operator === "&&" && TESTS.has(this.#line.at(-1)?.word ?? "")) this.#depends = true;
  }

  #endLine(): void {
    const isNewLine = this.text[this.pos++] === "\n";
    this.#newLine();
    if (isNewLine) this.hereDocuments();
  }

  #newLine(): void {
    this.#line = [];
    this.#depends = false;
  }
}
