import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A home and a working folder for as long as `use` takes.
 *
 * @template T
 * @param {(at: { home: string, cwd: string }) => Promise<T>} use
 */
export async function inFolders(use) {
  const folder = mkdtempSync(join(tmpdir(), "pawl-context-"));
  const at = { home: join(folder, "home"), cwd: join(folder, "work") };
  for (const each of Object.values(at)) mkdirSync(each);
  try {
    return await use(at);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
