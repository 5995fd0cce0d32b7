import { linkSync, readFileSync, readdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { isAlive, thisProcess } from "../../processes/identity.ts";
import type { Owner } from "../../processes/identity.ts";

/**
 * A lock as a file that names its owner. It appears whole, by a hard link to a file written before, and is stolen
 * only from an owner that is provably dead: same host, and no such process, or one that started at another time.
 */
export class FileLock {
  readonly #path: string;
  readonly #mine: string;
  #written = false;

  constructor(path: string) {
    this.#path = path;
    this.#mine = `${path}.${process.pid}.${counter++}`;
  }

  /** Takes the lock, or answers who holds it. */
  tryAcquire(): { ok: true; takenFrom?: Owner } | { ok: false; holder: Owner } {
    let takenFrom: Owner | undefined;
    for (let tries = 1; ; tries++) {
      if (this.#link()) return takenFrom ? { ok: true, takenFrom } : { ok: true };
      const holder = readOwner(this.#path);
      if (!holder) continue;
      if (isAlive(holder) !== false || tries > 1_000) return { ok: false, holder };
      if (this.#removeDead(holder) && holder !== NOBODY) takenFrom = holder;
    }
  }

  /** Gives the lock back. Call it only while holding it. */
  release(): void {
    try {
      // Not rmSync, which asks the system four things where one will do: this is a part of every append.
      unlinkSync(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }

  /** Removes what this process left beside the lock. */
  close(): void {
    if (this.#written) rmSync(this.#mine, { force: true });
    this.#written = false;
  }

  #link(): boolean {
    if (!this.#written) {
      writeFileSync(this.#mine, JSON.stringify(thisProcess()));
      this.#written = true;
    }
    try {
      linkSync(this.#mine, this.#path);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") return false;
      if (code === "ENOENT" && this.#written) {
        this.#written = false;
        return this.#link();
      }
      throw error;
    }
  }

  /**
   * Two processes may find the same dead owner; the second must not remove the lock that the first has taken since.
   * So removal is itself under a lock, made the same way, of which the owner is looked at again inside.
   */
  #removeDead(dead: Owner): boolean {
    const guard = `${this.#path}.steal`;
    if (!linked(this.#mine, guard)) {
      const stealer = readOwner(guard);
      if (stealer && isAlive(stealer) === false) rmSync(guard, { force: true });
      return false;
    }
    try {
      const now = readOwner(this.#path);
      if (!now || !sameOwner(now, dead)) return false;
      rmSync(this.#path);
      sweep(this.#path);
      return true;
    } finally {
      rmSync(guard, { force: true });
    }
  }
}

let counter = 0;

/** Who holds the lock and lives; `undefined` where nobody does. */
export function holderOf(path: string): Owner | undefined {
  const owner = readOwner(path);
  return owner && isAlive(owner) !== false ? owner : undefined;
}

const sameOwner = (a: Owner, b: Owner): boolean =>
  a.host === b.host && a.boot === b.boot && a.pid === b.pid && a.start === b.start;

/**
 * Owner files are linked into place whole and never synced. So one that cannot be read was cut by a crash of the
 * machine, or, beside the lock, by the death of who wrote it just then; either way nobody lives who has it.
 */
const NOBODY: Owner = { host: hostname(), boot: "none", pid: 0, start: "" };

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Owner;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if (error instanceof SyntaxError) return NOBODY;
    throw error;
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes the owner files of processes that died without doing so. */
function sweep(path: string): void {
  const prefix = `${basename(path)}.`;
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(prefix) || !/\.\d+\.\d+$/.test(name)) continue;
    const file = join(dirname(path), name);
    const owner = readOwner(file);
    if (owner && isAlive(owner) === false) rmSync(file, { force: true });
  }
}
