import {
  closeSync,
  existsSync,
  fdatasyncSync,
  linkSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { shellWord } from "../../core/shellWords.ts";
import { ok, problem, warning } from "./check.ts";
import type { Check } from "./check.ts";

const GIB = 2 ** 30;
const LITTLE = GIB;
const TOO_LITTLE = 50 * 2 ** 20;
const SLOW_MS = 20;
const WRITES = 20;

/** Whether the state folder, or where it would be made, keeps what is written to it. */
export function diskChecks(folder: string): Check[] {
  const at = existsSync(folder) ? folder : dirname(folder);
  return [writing(folder, at), space(at)];
}

/** Does in a folder of its own what journals and locks do: appends that are made durable, and hard links. */
function writing(folder: string, at: string): Check {
  const name = "state folder";
  let trial: string | undefined;
  let step = "written to";
  try {
    trial = mkdtempSync(join(at, ".pawl-doctor-"));
    const file = join(trial, "journal");
    step = "made durable (fdatasync)";
    const ms = durableWriteMs(file);
    step = "locked by hard links";
    linkSync(file, join(trial, "lock"));
    const text = `${folder}${at === folder ? "" : " (made by the first run)"}, a durable write takes ${ms.toFixed(1)} ms`;
    return ms > SLOW_MS
      ? warning(
          name,
          text,
          "keep the project on a local disk if runs of many short tasks feel slow",
        )
      : ok(name, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return problem(
      name,
      `${at} cannot be ${step}: ${why}`,
      "make it writable, or work in a folder on a local disk",
    );
  } finally {
    if (trial !== undefined) rmSync(trial, { recursive: true, force: true });
  }
}

/** The middle one of a few measurements. */
function durableWriteMs(file: string): number {
  const fd = openSync(file, "a");
  try {
    const times: number[] = [];
    for (let write = 0; write < WRITES; write++) {
      const start = performance.now();
      writeSync(fd, "{}\n");
      fdatasyncSync(fd);
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[WRITES / 2]!;
  } finally {
    closeSync(fd);
  }
}

function space(at: string): Check {
  const { bavail, bsize } = statfsSync(at);
  const free = bavail * bsize;
  const text = `${(free / GIB).toFixed(1)} GiB free`;
  if (free >= LITTLE) return ok("disk", text);
  const fix = `free some space: df -h ${shellWord(at)} shows it`;
  return free < TOO_LITTLE ? problem("disk", text, fix) : warning("disk", text, fix);
}
