import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Repo, temporaryFolder } from "../git/rig.ts";

const OP = fileURLToPath(new URL("fixtures/op.mjs", import.meta.url));
const GIT = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();

/** When Pawl is killed, seen from one git process that it started; `both`: git is killed in the middle of its work too. */
export const MOMENTS = ["before", "meanwhile", "after", "both"] as const;
export type Moment = (typeof MOMENTS)[number];

const ACTS: Readonly<Record<Moment, string>> = {
  before: "kill -9 $PPID; exit 1",
  meanwhile: `kill -9 $PPID; exec '${GIT}' "$@"`,
  after: `'${GIT}' "$@"; kill -9 $PPID; exit 1`,
  both: `'${GIT}' "$@" & kill -9 $PPID; kill -9 $!; exit 1`,
};

/**
 * Does an order in a process of its own, which is killed at the n-th git process that it starts.
 * @returns whether it was killed: there was an n-th
 */
function killedAt(n: number, moment: Moment, asked: object): boolean {
  const folder = temporaryFolder();
  const bin = Repo.at(join(folder, "bin"));
  const count = 'n=1; while ! mkdir "$COUNTED/$n" 2>/dev/null; do n=$((n + 1)); done';
  const act = `if [ $n = ${n} ]; then ${ACTS[moment]}; fi; exec '${GIT}' "$@"`;
  bin.program("git", `#!/bin/sh\n${count}\n${act}\n`);
  const { signal, status, stderr } = spawnSync(process.execPath, [OP, written(asked, folder)], {
    env: { ...process.env, PATH: `${bin.dir}:${process.env["PATH"]}`, COUNTED: folder },
    encoding: "utf8",
  });
  if (signal === "SIGKILL") return true;
  if (status !== 0) throw new Error(stderr);
  return false;
}

/**
 * Kills at the first git process, then in another place at the second, as long as there is one.
 * @param each looks at what is left, and at what comes of asking again
 * @returns how often it was killed
 */
export async function killedAtEach(
  moment: Moment,
  each: (kill: (asked: object) => void) => Promise<void>,
): Promise<number> {
  for (let n = 1; ; n++) {
    let killed = false;
    await each((asked) => {
      killed = killedAt(n, moment, asked);
    });
    if (!killed) return n - 1;
  }
}

function written(asked: object, folder: string): string {
  const file = join(folder, "order.json");
  writeFileSync(file, JSON.stringify(asked));
  return file;
}
