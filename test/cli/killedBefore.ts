import { join } from "node:path";
import type { Workspace } from "./rig.ts";

/**
 * Loaded before the command line, and in none of what that starts: kills it with SIGKILL before the n-th of all that it
 * is about to change on the disk.
 */
const PRELOAD = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [word, count] = process.env.KILL_BEFORE.split(":");
if (process.argv.includes(word)) {
  let left = Number(count);
  const counted = (owner, name) => {
    const real = owner[name];
    const isOpen = name.startsWith("open");
    owner[name] = function (...args) {
      // Reading changes nothing.
      const reads = isOpen && (args[1] === undefined || args[1] === "r" || args[1] === 0);
      if (!reads && --left === 0) process.kill(process.pid, "SIGKILL");
      return Reflect.apply(real, this, args);
    };
  };
  const names = ["write", "writev", "writeFile", "appendFile", "rename", "mkdir", "open", "fdatasync", "fsync", "unlink", "rm", "link", "ftruncate", "copyFile"];
  for (const name of names) {
    for (const called of [name, name + "Sync"]) if (fs[called]) counted(fs, called);
    if (fs.promises[name]) counted(fs.promises, name);
  }
  syncBuiltinESMExports();
}
`;

/** Whether it was killed before it came to the end of what it had to do. */
export async function killedBefore(
  place: Workspace,
  count: number,
  ...args: string[]
): Promise<boolean> {
  place.write("preload.mjs", PRELOAD);
  place.env["NODE_OPTIONS"] = `--import ${join(place.dir, "preload.mjs")}`;
  place.env["KILL_BEFORE"] = `${args[0]}:${count}`;
  const { signal } = await place.pawl(...args);
  delete place.env["NODE_OPTIONS"];
  delete place.env["KILL_BEFORE"];
  return signal === "SIGKILL";
}
