import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { JsonValue } from "../../core/artifact.ts";
import { canonicalJson } from "../../core/canonicalJson.ts";
import type { Run } from "../../core/run.ts";
import { isWithin } from "../../gates/inside.ts";
import { editJson } from "../../views/json/edit.ts";
import { readJson } from "../../views/json/read.ts";
import { Base, valueAt } from "../../views/progress/base.ts";
import type { Field } from "../../views/progress/field.ts";
import { fieldsOf } from "../../views/progress/fields.ts";
import { pathOf } from "../../views/progress/layout.ts";
import type { ProgressLayout } from "../../views/progress/layout.ts";
import { skeletonOf } from "../../views/progress/skeleton.ts";
import { KnownTexts } from "./known.ts";
import { layoutOf } from "./layoutOf.ts";
import { makeInside } from "../../details/place.ts";
import { writeWhole } from "./writeWhole.ts";

/** It was changed by somebody else in a way that Pawl must not write over: it is left alone from then on. */
export class ForeignEdit extends Error {}

/** How often a file that somebody changes just then is looked at anew before the next event. */
const TURNS = 5;

/** How often, and after how many milliseconds, one that is no JSON is: it may be half written. */
const LOOKS = 10;
const LOOK_MS = 100;

interface FileThere {
  readonly path: string;
  /** Undefined where there is none. */
  readonly bytes: string | undefined;
  readonly mode: number | undefined;
}

/** A PROGRESS.json that is kept up to date with a run: what it said at first, and what Pawl puts there. */
export class ProgressFile {
  readonly #name: string;
  readonly #dir: string;
  readonly #base: Base;
  readonly #text: string;
  readonly #details: string;
  readonly #kept: KnownTexts;
  /** Texts that are ours, newest last; undefined before what was kept was read. */
  #known: readonly string[] | undefined;
  /** Of the text that was written last: a change of a value moves no entry. */
  #last: { readonly text: string; readonly layout: ProgressLayout } | undefined;

  /** @param folder the run's; what Pawl wrote last is kept there */
  constructor(run: Run, name: string, frozen: string | undefined, folder: string | undefined) {
    this.#name = name;
    this.#dir = run.source.dir;
    this.#text = frozen ?? skeletonOf(run.plan);
    this.#base = new Base(this.#text, layoutOf(this.#text) ?? { phases: [] });
    this.#kept = new KnownTexts(folder);
    this.#details = folder === undefined ? "" : relative(run.source.dir, folder);
  }

  /**
   * Makes the file say what the run is.
   * @throws ForeignEdit, or an error of the system
   */
  async write(run: Run): Promise<void> {
    this.#known ??= [this.#text, ...(await this.#kept.read())];
    const fields = fieldsOf(run, this.#base, this.#details);
    for (let turn = 0; turn < TURNS; turn++) if (await this.#tryWrite(fields)) return;
  }

  /** Whether it is done: false where somebody else has written meanwhile. */
  async #tryWrite(fields: readonly Field[]): Promise<boolean> {
    const { path, bytes, mode } = await this.#readWhole();
    const mark = bytes?.startsWith("\ufeff") ? "\ufeff" : "";
    const there = bytes?.slice(mark.length);
    const ground = there ?? this.#text;
    const layout = there === undefined ? this.#base.layout : this.#layoutOf(there, fields);
    const next = render(ground, fields, this.#base, layout);
    this.#last = { text: next, layout };
    if (next === there) {
      this.#known = [...this.#known!, next].slice(-3);
      return true;
    }
    await this.#kept.keep(there, next);
    const still = async (): Promise<boolean> => (await this.#read()).bytes === bytes;
    const written = await writeWhole(path, mark + next, { ...(mode ? { mode } : {}), still });
    if (written) this.#known = [next];
    return written;
  }

  /** The file once it is JSON, or for so long that nobody can be about to write the rest of it. */
  async #readWhole(): Promise<FileThere> {
    for (let look = 1; ; look++) {
      const file = await this.#read();
      const { bytes } = file;
      if (bytes === undefined || bytes === this.#last?.text || look === LOOKS) return file;
      if (readJson(bytes)) return file;
      await setTimeout(LOOK_MS);
    }
  }

  /** The file as it is, through a link that stays in the plan's folder. */
  async #read(): Promise<FileThere> {
    const folder = await makeInside(this.#dir, dirname(this.#name));
    const named = join(folder, basename(this.#name));
    try {
      const path = await realpath(named);
      if (!isWithin(path, await realpath(this.#dir)))
        throw new Error(`${this.#name} leads out of the plan's folder through a symbolic link`);
      const { mode } = await stat(path);
      return { path, bytes: decoded(await readFile(path)), mode: mode & 0o7777 };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return { path: named, bytes: undefined, mode: undefined };
    }
  }

  /** Where everything stands in a text that somebody else may have changed, as long as what is ours was let be. */
  #layoutOf(text: string, fields: readonly Field[]): ProgressLayout {
    if (this.#last?.text === text) return this.#last.layout;
    const layout = layoutOf(text);
    if (this.#known!.includes(text)) return layout ?? { phases: [] };
    if (!layout)
      throw new ForeignEdit(`${this.#name} was changed by somebody else, and is no JSON`);
    const changed = this.#firstChanged(text, layout, fields);
    if (changed !== undefined)
      throw new ForeignEdit(
        `${this.#name} was changed by somebody else where Pawl keeps it: ${changed}`,
      );
    return layout;
  }

  #firstChanged(
    text: string,
    layout: ProgressLayout,
    fields: readonly Field[],
  ): string | undefined {
    const now = JSON.parse(text) as JsonValue;
    const ours = this.#known!.map((each) => ({
      document: JSON.parse(each) as JsonValue,
      layout: layoutOf(each)!,
    }));
    for (const { owner, keys, value: wanted } of fields) {
      const path = pathOf(layout, owner);
      if (!path) return `${owner} is gone`;
      const value = valueAt(now, [...path, ...keys]);
      // Who says the same as Pawl is about to say is in nobody's way.
      if (wanted !== undefined && isSame(value, wanted)) continue;
      const same = ours.some((each) => {
        const there = pathOf(each.layout, owner);
        return there !== undefined && isSame(value, valueAt(each.document, [...there, ...keys]));
      });
      if (!same) return `"${keys.join(".")}"${owner === "" ? "" : ` of ${owner}`}`;
    }
    return undefined;
  }
}

/** As text, a byte order mark included; what is no UTF-8 is no JSON, and must not become any. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "\ufffd";
  }
}

const isSame = (a: JsonValue | undefined, b: JsonValue | undefined): boolean =>
  a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);

/**
 * What Pawl says is taken out first, so that what comes of it does not depend on what was written before: where Pawl
 * says nothing, it is as the file said it at first.
 */
function render(
  text: string,
  fields: readonly Field[],
  base: Base,
  layout: ProgressLayout,
): string {
  const placed = fields.flatMap(({ owner, keys, value }) => {
    const path = pathOf(layout, owner);
    return path ? [{ path: [...path, ...keys], value, before: base.value(owner, ...keys) }] : [];
  });
  const without = placed.map(({ path, before }) => ({ path, value: before }));
  const said = placed.filter(({ value }) => value !== undefined);
  return editJson(editJson(text, without)!, said)!;
}
