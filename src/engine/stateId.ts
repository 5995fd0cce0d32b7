import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Names a state folder, so that an attempt can be told to be in this one or in another: on another machine, or in
 * another folder of this one. Made with the first attempt; `undefined` where nothing can be written, for which
 * starting the attempt will have the better words.
 */
export function stateIdOf(folder: string): string | undefined {
  const path = join(folder, "id");
  try {
    return read(path) ?? make(folder, path);
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

/** It appears whole, and the first to make it wins. */
function make(folder: string, path: string): string | undefined {
  mkdirSync(folder, { recursive: true });
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, `${randomBytes(6).toString("hex")}\n`);
  try {
    linkSync(mine, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  return read(path);
}
