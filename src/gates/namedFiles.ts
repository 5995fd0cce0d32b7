import { stat } from "node:fs/promises";
import type { Gate, Tree } from "../core/gate.ts";
import { digestFile, sha256 } from "./digestFile.ts";
import { inside } from "./inside.ts";
import type { Room } from "./inside.ts";

const MOST_BYTES = 1024 ** 3;

/** The files that a gate names: what takes the place of a tree in a folder without git. */
export function namedFiles(gate: Gate, steering: readonly string[]): string[] {
  const names = gate.checks.flatMap((check) => {
    if (check.type === "files") return check.paths;
    return check.type === "coverage" ? [check.report] : [];
  });
  return [...new Set([...names, ...steering])].sort();
}

/**
 * SHA-256 over the digests of files in a folder without git; that a file is missing counts too.
 * @throws Error with a text for a person where they are larger than 1 GiB together
 */
export async function digestOfFiles(room: Room, names: readonly string[]): Promise<Tree> {
  const all = sha256();
  let bytes = 0;
  for (const name of names) {
    const path = await inside(room, name);
    const status = path === undefined ? undefined : await stat(path);
    let digest = "-";
    if (status?.isDirectory()) digest = "folder";
    else if (status) {
      bytes += status.size;
      if (bytes > MOST_BYTES)
        throw new Error("the files that the gate names are larger than 1 GiB; keep them in git");
      const hash = sha256();
      await digestFile(hash, path!);
      digest = hash.digest("hex");
    }
    all.update(`${JSON.stringify(name)} ${digest}\n`);
  }
  return { tree: all.digest("hex"), files: names };
}
