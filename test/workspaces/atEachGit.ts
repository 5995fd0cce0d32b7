import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Repo, temporaryFolder } from "../git/rig.ts";

const PERFORM = fileURLToPath(new URL("fixtures/perform.mjs", import.meta.url));
const GIT = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();

/** When Pawl is killed, seen from one git process that it started; `both`: git is killed in the middle of its work too. */
const ALL = ["before", "meanwhile", "after", "both"] as const;

/** Each git process in each of the ways takes minutes; else each in one of them, in turn. */
export const MOMENTS =
  process.env["PAWL_TEST_KILLS"] === "all" ? ALL : (["in one way or another"] as const);
type Moment = (typeof MOMENTS)[number];

const ACTS: Readonly<Record<(typeof ALL)[number], string>> = {
  before: "kill -9 $PPID; exit 1",
  meanwhile: `kill -9 $PPID; exec '${GIT}' "$@"`,
  after: `'${GIT}' "$@"; kill -9 $PPID; exit 1`,
  // What is begun in the background would read nothing otherwise.
  both: `exec 3<&0; '${GIT}' "$@" <&3 & kill -9 $PPID; kill -9 $!; exit 1`,
};

/** What is asked of `Workspaces`. */
interface Asked {
  readonly op: string;
  readonly order: object;
}

/** Does it in a process of its own, which is killed at the n-th git process, if there is one. @returns whether there was */
function killedAt(n: number, moment: Moment, { op, order }: Asked): boolean {
  const folder = temporaryFolder();
  const bin = Repo.at(join(folder, "bin"));
  const way = moment === "in one way or another" ? ALL[n % ALL.length]! : moment;
  const count = 'n=1; while ! mkdir "$COUNTED/$n" 2>/dev/null; do n=$((n + 1)); done';
  const act = `if [ $n = ${n} ]; then ${ACTS[way]}; fi; exec '${GIT}' "$@"`;
  bin.program("git", `#!/bin/sh\n${count}\n${act}\n`);
  const args = [PERFORM, op, JSON.stringify(order), "{}"];
  const { signal, status, stderr } = spawnSync(process.execPath, args, {
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
  each: (kill: (asked: Asked) => void) => Promise<void>,
): Promise<number> {
  for (let n = 1; ; n++) {
    let killed = false;
    await each((asked) => {
      killed = killedAt(n, moment, asked);
    });
    if (!killed) return n - 1;
  }
}
