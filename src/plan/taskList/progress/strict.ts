import type { Findings } from "../../findings.ts";
import type { MapNode } from "../../syntax/tree.ts";

/**
 * Whether a text is JSON, which is reported where it is not: what others keep such a file with reads nothing else, and
 * neither do they write comments or commas that YAML takes.
 */
export function checkJson(findings: Findings): boolean {
  try {
    JSON.parse(findings.text);
    return true;
  } catch {
    const { at, expected } = firstWrong(findings.text);
    const place = { start: at, end: at + 1 };
    findings.error(place, "not-json", `this is no JSON: ${expected} is expected here`);
    return false;
  }
}

/** A map of which each key is there once: of several the last counts, as for everything that reads JSON. */
export function withoutDoubles(map: MapNode): MapNode {
  const entries = [...new Map(map.entries.map((each) => [each.key, each])).values()];
  return entries.length === map.entries.length ? map : { ...map, entries };
}

interface Wrong {
  readonly at: number;
  readonly expected: string;
}

const SPACE = /[ \t\r\n]*/y;
// oxlint-disable-next-line no-control-regex -- they may not stand in a text
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const PLAIN = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** The first place at which a text that is no JSON is none. */
function firstWrong(text: string): Wrong {
  const scan = new Scan(text);
  try {
    scan.value();
    return scan.wrong("the end of the file");
  } catch (error) {
    if (error instanceof NotJson) return error.wrong;
    throw error;
  }
}

class NotJson extends Error {
  readonly wrong: Wrong;

  constructor(wrong: Wrong) {
    super(wrong.expected);
    this.wrong = wrong;
  }
}

/** Goes through a text up to where it is no JSON. Its depth has been looked at before. */
class Scan {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    this.#takes(SPACE);
    if (this.#is("{")) return this.#all("}", "a key in double quotes", () => this.#member());
    if (this.#is("[")) return this.#all("]", "a value", () => this.value());
    if (!this.#takes(STRING) && !this.#takes(PLAIN)) this.#fail("a value");
  }

  /** Here, behind white space, something else is expected. */
  wrong(expected: string): Wrong {
    this.#takes(SPACE);
    return { at: Math.min(this.#at, Math.max(0, this.#text.length - 1)), expected };
  }

  #member(): void {
    if (!this.#takes(STRING)) this.#fail("a key in double quotes");
    this.#takes(SPACE);
    if (!this.#is(":")) this.#fail("a colon");
    this.value();
  }

  #all(close: string, first: string, one: () => void): void {
    this.#takes(SPACE);
    if (this.#is(close)) return;
    for (;;) {
      this.#takes(SPACE);
      if (this.#at >= this.#text.length) this.#fail(first);
      one();
      this.#takes(SPACE);
      if (this.#is(close)) return;
      if (!this.#is(",")) this.#fail(`a comma or "${close}"`);
    }
  }

  #is(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #takes(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    this.#at += found?.[0].length ?? 0;
    return found !== null;
  }

  #fail(expected: string): never {
    throw new NotJson(this.wrong(expected));
  }
}
