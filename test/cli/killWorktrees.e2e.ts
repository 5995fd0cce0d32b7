import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { killAgainAndAgain } from "./killAgain.ts";
import { carrying, gitIn, Workspace } from "./rig.ts";

const open: Workspace[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.remove();
});

/** Three phases, two of them side by side, of three tasks each. */
const plan = (isolate: "phase" | "task"): string => `pawl: 1
name: nine
concurrency: 3
workspace: { mode: worktree, integrate: built, isolate: ${isolate} }
phases:
${Object.entries({ one: [], left: ["one"], right: ["one"] })
  .map(
    ([id, after]) => `  - id: ${id}
    depends_on: [${after.join(", ")}]
    tasks:
${[1, 2, 3]
  .map(
    (at) =>
      `      - { id: ${id}${at}, run: 'sleep 0.0${at}; echo $PAWL_TASK > src/$PAWL_TASK.txt; sleep 0.0${at}'${at === 3 ? `, depends_on: ${id}2` : ""} }`,
  )
  .join("\n")}
    gate: { checks: [ { run: 'test -f src/${id}3.txt' } ] }
`,
  )
  .join("")}`;

const TASKS = ["one", "left", "right"].flatMap((id) => [1, 2, 3].map((at) => `${id}${at}`));

const ROUNDS = 10;
const KILLS = 10;

test.each(["phase", "task"] as const)(
  `with a worktree for each %s, killed with SIGKILL at ${(ROUNDS * KILLS) / 2} random moments: the same commits and files, nothing left over, the user's checkout as it was`,
  { timeout: 900_000 },
  async (isolate) => {
    const seen = new Set<string>();
    for (let seed = 0; seed <= ROUNDS / 2; seed++) {
      const place = workspace(isolate);
      const before = checkoutOf(place);
      // The first is not killed at all: it is what the others are compared with.
      if (seed > 0)
        await killAgainAndAgain(place, "plan.yaml", {
          seed,
          kills: KILLS,
          withinMs: 700,
          helpersToo: () => seed % 2 === 0,
        });
      const last = await place.pawl(...(seed > 0 ? ["resume"] : ["run", "plan.yaml"]));
      const done = last.code === 0 || /is completed: there is nothing left to do/.test(last.stderr);
      expect(done, `seed ${seed}: ${last.stderr}${last.stdout}`).toBe(true);
      seen.add(builtOf(place));
      expect([...seen], `seed ${seed}`).toHaveLength(1);
      expect(checkoutOf(place), `seed ${seed}`).toEqual(before);
      expect(leftOver(place), `seed ${seed}`).toEqual([]);
      expect((await place.pawl("audit", "--verify")).code, `seed ${seed}`).toBe(0);
      place.remove();
    }
    const [log] = [...seen];
    for (const task of TASKS) expect(log).toContain(`${task}: ${task}`);
  },
);

/** A repository in the middle of somebody's work: staged, changed and new files, a stash, and a branch of their own. */
function workspace(isolate: "phase" | "task"): Workspace {
  const place = new Workspace();
  open.push(place);
  mkdirSync(join(place.dir, "src"));
  place.write("src/a.txt", "a\n");
  place.write("plan.yaml", plan(isolate));
  const git = (...args: string[]) => gitIn(place.dir, ...args);
  git("init", "-q", "-b", "main");
  git("config", "user.name", "Ann");
  git("config", "user.email", "ann@example.com");
  git("add", "-A");
  git("commit", "-qm", "First");
  place.write("src/a.txt", "stashed\n");
  git("stash", "-q");
  git("branch", "mine");
  place.write("src/a.txt", "changed\n");
  place.write("src/staged.txt", "staged\n");
  git("add", "src/staged.txt");
  place.write("src/new.txt", "new\n");
  return place;
}

/** All that is the user's: files, index, branches, stash, settings. */
function checkoutOf(place: Workspace): Record<string, string> {
  const git = (...args: string[]) => gitIn(place.dir, ...args);
  const files = readdirSync(join(place.dir, "src")).map((name) => [
    name,
    place.read(`src/${name}`),
  ]);
  const hash = (path: string) =>
    createHash("sha256")
      .update(readFileSync(join(place.dir, path)))
      .digest("hex");
  return {
    ...(Object.fromEntries(files) as Record<string, string>),
    index: hash(".git/index"),
    config: hash(".git/config"),
    head: readFileSync(join(place.dir, ".git/HEAD"), "utf8"),
    branches: git("for-each-ref", "refs/heads/main", "refs/heads/mine", "refs/tags"),
    stash: git("stash", "list", "--format=%H"),
  };
}

/** What was built: the commits in their order, with their files, and the tree. */
const builtOf = (place: Workspace): string =>
  gitIn(place.dir, "log", "--topo-order", "--format=%s", "--name-status", "built") +
  gitIn(place.dir, "rev-parse", "built^{tree}");

/** Worktrees, branches, locks, processes. */
function leftOver(place: Workspace): string[] {
  const git = (...args: string[]) =>
    gitIn(place.dir, ...args)
      .split("\n")
      .filter(Boolean);
  return [
    ...git("worktree", "list").slice(1),
    ...git("branch", "--format=%(refname:short)").filter(
      (each) => !["main", "mine", "built"].includes(each),
    ),
    ...readdirSync(join(place.dir, ".git"), { recursive: true })
      .map(String)
      .filter((each) => each.endsWith(".lock")),
    ...carrying("PAWL_RUN", place.run()).map(String),
  ];
}
