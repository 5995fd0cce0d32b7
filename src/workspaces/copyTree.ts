import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Copies a folder to one that is not there: times, modes and symbolic links too, never as hard links. Where the file
 * system can, the copies share their blocks until one of them is written.
 */
export async function copyTree(from: string, to: string): Promise<void> {
  if (process.platform === "linux") {
    try {
      await run("cp", ["-a", "--reflink=auto", "-T", "--", from, to]);
      return;
    } catch {
      // Another cp than GNU's.
      await rm(to, { recursive: true, force: true });
    }
  }
  await run("cp", ["-pPR", "--", from, to]);
}
