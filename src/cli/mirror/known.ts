import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWhole } from "./writeWhole.ts";

/**
 * The last texts that Pawl itself gave a file, kept in the run's folder, so that after a crash what somebody else has
 * written can be told from what Pawl has. Nothing of the run depends on it.
 */
export class KnownTexts {
  readonly #path: string | undefined;

  /** @param folder of the run; without one nothing is kept */
  constructor(folder: string | undefined) {
    this.#path = folder === undefined ? undefined : join(folder, "progress-written.json");
  }

  /** None where nothing was kept, or not in whole. */
  async read(): Promise<readonly string[]> {
    if (this.#path === undefined) return [];
    try {
      const kept = JSON.parse(await readFile(this.#path, "utf8")) as unknown;
      return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
    } catch {
      return [];
    }
  }

  /** Before a file that says `before` is made to say `after`: a crash may come between. */
  async keep(before: string | undefined, after: string): Promise<void> {
    if (this.#path === undefined) return;
    const texts = before === undefined ? [after] : [before, after];
    await mkdir(dirname(this.#path), { recursive: true });
    await writeWhole(this.#path, JSON.stringify(texts));
  }
}
