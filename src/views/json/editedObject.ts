import type { JsonValue } from "../../core/artifact.ts";
import { canonicalJson } from "../../core/canonicalJson.ts";
import { indentAt, inOneLine, written } from "./layout.ts";
import type { TextLayout } from "./layout.ts";
import type { JsonNode, JsonObject } from "./read.ts";

/** What an object of a text is made of, so that a member can change and every other character stays. */
interface EditedMember {
  readonly key: string;
  /** What stands between the value before it, or the brace, and its key. */
  before: string;
  /** Its key as it is written, and what stands between that and the value. */
  readonly name: string;
  readonly colon: string;
  value: JsonNode | string;
}

/** An object of a JSON text in which members are set and taken away. */
export class EditedObject {
  readonly #members: EditedMember[];
  readonly #text: string;
  readonly #layout: TextLayout;
  readonly #start: number;
  /** What stands behind the last value, the brace included. */
  #close: string;

  constructor(text: string, { members, start, end }: JsonObject, layout: TextLayout) {
    this.#text = text;
    this.#layout = layout;
    this.#start = start;
    let from = start + 1;
    this.#members = members.map(({ key, at, value }) => {
      const before = text.slice(from, at.start);
      const colon = text.slice(at.end, value.start);
      from = value.end;
      return { key, before, name: text.slice(at.start, at.end), colon, value };
    });
    this.#close = text.slice(from, end);
  }

  /** @param render gives a value of the text as it is by now */
  set(key: string, value: JsonValue | undefined, render: (node: JsonNode) => string): void {
    const index = this.#members.findLastIndex((each) => each.key === key);
    if (value === undefined) {
      if (index >= 0) this.#remove(index);
      return;
    }
    const there = this.#members[index];
    if (!there) return this.#add(key, value);
    const now = typeof there.value === "string" ? there.value : render(there.value);
    if (canonicalJson(JSON.parse(now) as JsonValue) === canonicalJson(value)) return;
    there.value = this.#format(value);
  }

  /** @param render as above */
  written(render: (node: JsonNode) => string): string {
    const members = this.#members.map(({ before, name, colon, value }) => {
      return `${before}${name}${colon}${typeof value === "string" ? value : render(value)}`;
    });
    return `{${members.join("")}${this.#close}`;
  }

  #remove(index: number): void {
    const [gone] = this.#members.splice(index, 1);
    const next = this.#members[index];
    if (next) next.before = gone!.before;
    else if (index === 0) this.#close = gone!.before + this.#close;
  }

  #add(key: string, value: JsonValue): void {
    const last = this.#members.at(-1);
    const name = JSON.stringify(key);
    const written = this.#format(value);
    if (last)
      this.#members.push({ ...last, key, before: `,${this.#gap(last)}`, name, value: written });
    else this.#fill({ key, name, value: written });
  }

  /** What stands between a comma and the key after it. */
  #gap({ before, colon }: EditedMember): string {
    const space = /[ \t\r\n]*$/.exec(before)![0];
    const line = /\r?\n[ \t]*$/.exec(space)?.[0];
    if (line !== undefined) return line;
    return this.#members.length > 1 ? space : colon.endsWith(" ") ? " " : "";
  }

  /** The first member of an object that had none: on a line of its own where the text has lines. */
  #fill(member: Pick<EditedMember, "key" | "name" | "value">): void {
    const { newline, unit } = this.#layout;
    const indent = indentAt(this.#text, this.#start);
    const [before, after] =
      newline === undefined ? ["", ""] : [newline + indent + unit, newline + indent];
    this.#members.push({ ...member, before, colon: ": " });
    this.#close = `${after}}`;
  }

  /** A value as it would stand here: over lines where the object is. */
  #format(value: JsonValue): string {
    const first = this.#members[0];
    if (first && !first.before.includes("\n")) return inOneLine(value);
    const indent = first
      ? first.before.slice(first.before.lastIndexOf("\n") + 1)
      : indentAt(this.#text, this.#start) + this.#layout.unit;
    return written(value, indent, this.#layout);
  }
}
