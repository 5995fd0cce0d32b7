import { execFileSync } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { killAgainAndAgain } from "./killAgain.ts";
import { carrying, gitIn, Workspace } from "./rig.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/tdd", import.meta.url));

const open: Workspace[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.remove();
});

function sample(): Workspace {
  const place = new Workspace();
  open.push(place);
  cpSync(EXAMPLE, place.dir, { recursive: true });
  const git = (...args: string[]) => gitIn(place.dir, ...args);
  git("init", "-q", "-b", "main");
  git("config", "user.name", "Ann");
  git("config", "user.email", "ann@example.com");
  git("add", "-A");
  git("commit", "-qm", "begin");
  return place;
}

const branchOf = (place: Workspace): string => `pawl/${place.run()}`;

/** The commits of tasks with what each changed, and the files in the end. */
const builtOf = (place: Workspace): string =>
  gitIn(
    place.dir,
    "log",
    "--topo-order",
    "--no-merges",
    "--format=%s",
    "--name-status",
    branchOf(place),
  ) + gitIn(place.dir, "rev-parse", `${branchOf(place)}^{tree}`);

const TASKS = ["core", "stats", "export"].flatMap((id) => [1, 2, 3].map((at) => `${id}-00${at}`));

/** Stages that Pawl saw through to their end, task by task: a kill repeats none. */
function stagesOf(place: Workspace): string[] {
  return place
    .events()
    .flatMap(({ event }) =>
      event.type === "stage-entered" ? [`${event.task} ${event.stage}`] : [],
    );
}

/** Else one round: they take minutes. */
const ALL = process.env["PAWL_TEST_KILLS"] === "all";
const ROUNDS = ALL ? 10 : 1;
const KILLS = ALL ? 10 : 6;

test(
  `tasks that are built test first, killed with SIGKILL at ${ROUNDS * KILLS} random moments: each is red, green, reviewed and committed once`,
  { timeout: 1_800_000 },
  async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const place = sample();
      await killAgainAndAgain(place, "pawl.yaml", {
        seed,
        kills: KILLS,
        withinMs: 8_000,
        helpersToo: (kill) => kill % 2 === 0,
      });
      const last = await place.pawl("resume");
      const done = last.code === 0 || /is completed: there is nothing left to do/.test(last.stderr);
      expect(done, `seed ${seed}: ${last.stderr}${last.stdout}`).toBe(true);

      const log = gitIn(place.dir, "log", "--no-merges", "--format=%s", branchOf(place));
      const committed = log
        .trim()
        .split("\n")
        .map((each) => each.replace(/:.*/, ""));
      expect(committed.toSorted(), `seed ${seed}`).toEqual(["begin", ...TASKS].toSorted());
      const stages = stagesOf(place);
      for (const task of TASKS)
        expect(
          stages.filter((each) => each === `${task} red`),
          `seed ${seed}`,
        ).toHaveLength(1);
      seen.add(builtOf(place));
      expect([...seen], `seed ${seed}`).toHaveLength(1);

      expect(gitIn(place.dir, "status", "--porcelain"), `seed ${seed}`).toBe("");
      expect(gitIn(place.dir, "worktree", "list").trim().split("\n")).toHaveLength(1);
      expect(gitIn(place.dir, "branch", "--format=%(refname:short)").trim().split("\n")).toEqual([
        "main",
        branchOf(place),
      ]);
      const locks = readdirSync(join(place.dir, ".git"), { recursive: true }).map(String);
      expect(locks.filter((each) => each.endsWith(".lock"))).toEqual([]);
      expect(carrying("PAWL_RUN", place.run())).toEqual([]);
      expect((await place.pawl("audit", "--verify")).code).toBe(0);
      gitIn(place.dir, "merge", "-q", branchOf(place));
      execFileSync(process.execPath, ["--test"], { cwd: place.dir, stdio: "ignore" });
    }
  },
);
