import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RepositoryPlace } from "./repository.ts";

let place: RepositoryPlace;
beforeEach(() => (place = new RepositoryPlace()));
afterEach(() => place.remove());

const SHOP = `pawl: 1
name: shop
workspace: { mode: worktree }
phases:
  - id: cart
    tasks:
      - { id: total, description: Adds a total, run: echo total > total.txt }
      - { id: look, depends_on: [total], run: "true" }
  - id: till
    tasks:
      - { id: pay, description: Takes money, run: 'echo pay > pay.txt' }
`;

/** Two phases beside each other that change the same line. */
const CLASH = `pawl: 1
name: clash
workspace: { mode: worktree }
agents: { fixer: { use: scripted, script: fixer.yaml } }
phases:
  - id: cart
    depends_on: []
    tasks: [{ id: total, run: echo cart > a.txt }]
  - id: till
    depends_on: []
    tasks:
      - { id: pay, run: echo till > a.txt }
      - { id: talk, agent: fixer, prompt: Look., depends_on: [pay] }
`;

const FIXER = `tasks:
  till/mend-merge:
    - write: { file: a.txt, text: "cart and till\\n" }
    - report: { status: success, summary: mended }
default:
  - report: { status: success, summary: looked }
`;

const run = (plan: string, ...args: string[]) => {
  place.write("plan.yaml", plan);
  place.write("fixer.yaml", FIXER);
  return place.pawl("run", "plan.yaml", "--no-live", ...args);
};

const json = async (...args: string[]): Promise<unknown> =>
  JSON.parse((await place.pawl(...args, "--json")).stdout) as unknown;

const short = (commit: string): string => place.git("rev-parse", commit).slice(0, 12);

describe("a run with worktrees", () => {
  test("ends with its branch, how much is on it, and the command that takes it home", async () => {
    const { code, stdout } = await run(SHOP);
    const id = place.run();
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n").slice(-2)).toEqual([
      `all of it is on branch pawl/${id}: 2 commits, 2 files changed, 2 lines added, 0 removed`,
      `pawl finish ${id} merges it into the branch that is checked out; by hand: git merge --no-ff pawl/${id}`,
    ]);
    const branch = `pawl/${id}`;
    expect(await json("status")).toMatchObject({
      branch,
      phases: [
        {
          landed: { branch, commit: place.git("rev-parse", `${branch}^`) },
          tasks: [
            { commit: { files: ["total.txt"] } },
            { commit: { files: [], notes: [expect.stringContaining("nothing")] } },
          ],
        },
        { landed: { branch, commit: place.git("rev-parse", branch) } },
      ],
    });
    const status = (await place.pawl("status")).stdout;
    expect(status).toContain(`merged as ${short(branch)}`);
    expect(status).toContain(`all of it is on branch ${branch}: pawl finish ${id} takes it home`);
    expect((await place.pawl("why")).stdout).toContain(`is completed: it took`);
    expect((await place.pawl("why")).stdout).toContain(
      `for 3 tasks, and what they did is on branch ${branch}: 2 commits.`,
    );
  });

  test("shows where an open phase works, also to a shell there", async () => {
    const stuck = SHOP.replace("echo pay > pay.txt", "echo half > pay.txt; exit 1");
    expect((await run(stuck)).code).toBe(1);
    const id = place.run();
    const status = (await json("status")) as { phases: { worktree?: { path: string } }[] };
    const { path } = status.phases[1]!.worktree!;
    expect(path.startsWith(place.worktrees)).toBe(true);
    const line = `till works in ${path}, on branch pawl-phase/${id}/till`;
    expect((await place.pawl("status")).stdout).toContain(`${line}\n`);
    const why = (await place.pawl("why")).stdout;
    expect(why).toContain(`${line}.`);
    expect(why).toMatch(/pawl shell \S+ till +opens a shell in its worktree/);
    const shown = await place.pawl(
      "shell",
      "till",
      "--",
      "sh",
      "-c",
      "pwd; cat pay.txt; echo $PAWL_PHASE $PAWL_BRANCH; exit 7",
    );
    expect(shown).toMatchObject({
      code: 7,
      stdout: `${path}\nhalf\ntill pawl-phase/${id}/till\n`,
      stderr: "",
    });
    place.env["SHELL"] = "/bin/true";
    expect((await place.pawl("shell", id, "till")).stderr).toBe(
      [
        `pawl: this is ${path}, on branch pawl-phase/${id}/till; exit leaves it`,
        "pawl: 1 file is changed and not committed: they become part of what till/pay commits when it goes on, or are put aside with it",
        "",
      ].join("\n"),
    );
  });
});

describe("diff", () => {
  test("shows what a run, a phase or a task has committed, and can be applied", async () => {
    await run(SHOP);
    const id = place.run();
    expect((await place.pawl("diff", "--stat")).stdout).toContain("2 files changed");
    const total = (await place.pawl("diff", "cart/total")).stdout;
    expect(total).toBe(`${place.git("diff", `pawl/${id}~2`, `pawl/${id}~1`)}\n`);
    expect((await place.pawl("diff", id, "cart")).stdout).toBe(total);
    expect(await json("diff", "till")).toEqual({
      run: id,
      from: place.git("rev-parse", `pawl/${id}^`),
      to: place.git("rev-parse", `pawl/${id}`),
      files: [{ path: "pay.txt", added: 1, removed: 0 }],
      added: 1,
      removed: 0,
    });
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    [
      "a task without changes",
      ["cart/look"],
      /^pawl: cart\/look changed nothing: there was nothing to commit\n$/,
    ],
    [
      "what there is not",
      ["shelf"],
      /^pawl: run \S+ has no task or phase "shelf"; its phases are cart, till\n$/,
    ],
  ])("refuses %s", async (_what, args, text) => {
    await run(SHOP);
    const { code, stderr } = await place.pawl("diff", ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(text) as string });
  });

  test("says what to do where nothing is committed by Pawl", async () => {
    await run(SHOP.replace("workspace: { mode: worktree }\n", ""));
    const id = place.run();
    expect((await place.pawl("diff")).stderr).toBe(
      `pawl: run ${id} works in ${place.dir} itself, and Pawl commits nothing there: git diff shows what it changed\n`,
    );
    expect((await place.pawl("diff", "cart")).stderr).toBe(
      "pawl: phase cart has no worktree, and Pawl commits nothing of it: git diff shows what it changed\n",
    );
  });

  test("says how far a run is that has merged nothing", async () => {
    await run(
      SHOP.replace(
        'id: look, depends_on: [total], run: "true"',
        "id: look, depends_on: [total], run: exit 1",
      ),
    );
    const id = place.run();
    expect((await place.pawl("diff")).stderr).toBe(
      `pawl: nothing of run ${id} is merged yet; pawl diff ${id} PHASE shows what is not merged yet: cart\n`,
    );
    const cart = await place.pawl("diff", "cart");
    expect(cart.stdout).toContain("+total");
    expect((await place.pawl("diff", "look")).stderr).toBe(
      "pawl: cart/look has committed nothing yet; it is failed\n",
    );
    expect((await place.pawl("diff", "till")).stderr).toBe(
      "pawl: phase till has committed nothing yet; it is skipped\n",
    );
  });
});

describe("finish", () => {
  test("merges into what is checked out, once", async () => {
    await run(SHOP);
    const id = place.run();
    const before = short("main");
    const first = await place.pawl("finish");
    expect(first).toMatchObject({
      code: 0,
      stdout: `pawl/${id} is merged into main as ${short("main")}: 2 commits of ${id}\npawl gc ${id} takes away what the run has left; git reset --merge ${before} takes the merge back\n`,
    });
    expect(place.read("pay.txt")).toBe("pay\n");
    expect(await place.pawl("finish")).toMatchObject({
      code: 0,
      stdout: `main has all of pawl/${id} already\n`,
    });
    expect(await json("finish")).toMatchObject({
      run: id,
      integrate: `pawl/${id}`,
      type: "already",
    });
  });

  test("changes nothing where files are not committed, and says what to do", async () => {
    await run(SHOP);
    const id = place.run();
    place.write("a.txt", "mine\n");
    expect(await place.pawl("finish")).toMatchObject({
      code: 1,
      stdout: `nothing was merged: there are changes in ${place.dir} that are not committed: a.txt; commit them, or put them aside with \`git stash\`\nafter that, or to do it by hand: git merge --no-ff pawl/${id}\n`,
    });
    expect(place.read("a.txt")).toBe("mine\n");
  });

  test("names the files where both have changed the same", async () => {
    await run(SHOP.replace("echo total > total.txt", "echo two > a.txt"));
    place.write("a.txt", "mine\n");
    place.git("commit", "-qam", "mine");
    const { code, stdout } = await place.pawl("finish");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^nothing was merged: main and pawl\/\S+ have changed the same\n {2}a\.txt\nafter that/,
    );
  });

  test.each<readonly [string, string, RegExp]>([
    [
      "a run without worktrees",
      SHOP.replace("workspace: { mode: worktree }\n", ""),
      /^pawl: run \S+ works in \S+ itself: there is no branch to take home\n$/,
    ],
    [
      "a run that has merged nothing",
      SHOP.replace("echo total > total.txt", "exit 1"),
      /^pawl: nothing of run \S+ is merged into its branch: there is nothing to take home; it is failed\n$/,
    ],
    [
      "a run that is not all done",
      SHOP.replace("echo pay > pay.txt", "exit 1"),
      /^pawl: run (\S+) is failed, and not all of it is done; git merge --no-ff pawl\/\1 takes home what is merged so far, pawl why \1 says what goes on\n$/,
    ],
  ])("refuses %s", async (_what, plan, text) => {
    await run(plan);
    const { code, stderr } = await place.pawl("finish");
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(text) as string });
  });
});

describe("shell", () => {
  test("says why a phase has no worktree", async () => {
    await run(SHOP.replace("echo pay > pay.txt", "exit 1"));
    const id = place.run();
    const stderr = async (...args: string[]): Promise<string> =>
      (await place.pawl("shell", ...args)).stderr;
    expect(await stderr("cart", "--", "true")).toBe(
      `pawl: phase cart is merged into pawl/${id}, and its worktree is gone; pawl diff ${id} cart shows what it changed, git worktree add PATH pawl/${id} checks it out\n`,
    );
    expect(await stderr()).toBe(
      "pawl: say where to open it: pawl shell [RUN] PHASE, and after -- a command to run there\n",
    );
    expect(await stderr("till", "--", "no-such-program")).toMatch(
      /^pawl: no-such-program cannot be started: /,
    );
    const { path } = ((await json("why")) as { worktrees: { path: string }[] }).worktrees[0]!;
    place.git("worktree", "remove", "--force", path);
    expect(await stderr("till", "--", "true")).toBe(
      `pawl: the worktree of till is gone from ${path}; pawl retry ${id} till --rebuild does the phase anew\n`,
    );
  });

  test("says that a phase works in place, or has not begun", async () => {
    const plan = SHOP.replace("- id: cart", "- id: cart\n    workspace: inplace").replace(
      "echo total > total.txt",
      "exit 1",
    );
    await run(plan);
    expect((await place.pawl("shell", "cart", "--", "true")).stderr).toBe(
      `pawl: phase cart has no worktree: it works in ${place.dir} itself\n`,
    );
    expect((await place.pawl("shell", "till", "--", "true")).stderr).toBe(
      "pawl: phase till has no worktree now: it is skipped\n",
    );
  });
});

describe("a phase that cannot be merged", () => {
  beforeEach(async () => {
    expect((await run(CLASH)).code).toBe(1);
  });

  const merged = (): string => place.git("show", `pawl/${place.run()}:a.txt`);

  test("is told with its files and the ways that lead on", async () => {
    const id = place.run();
    expect((await place.pawl("status")).stdout).toContain("cannot be merged: conflicts in a.txt");
    expect(await json("status")).toMatchObject({ phases: [{}, { conflicts: ["a.txt"] }] });
    const why = (await place.pawl("why")).stdout;
    expect(why).toContain(`Run ${id} of "clash" failed: phase till cannot be merged.`);
    expect(why).toContain("till cannot be merged: both it and the branch changed\n  a.txt\n");
    expect(why.split("\n").filter((each) => /^ {2}pawl (?:shell|retry)/.test(each))).toEqual([
      `  pawl shell ${id} till                  opens its worktree: git merge pawl/${id} there, mend it, commit`,
      `  pawl retry ${id} till                  asks again, after that`,
      `  pawl retry ${id} till --resolve fixer  has an agent mend it`,
      `  pawl retry ${id} till --rebuild        does the phase anew on what there is now`,
    ]);
  });

  test("is merged once a person has mended it in the worktree", async () => {
    const mend = `git merge -q pawl/${place.run()} || echo both > a.txt; git commit -qam mended`;
    expect((await place.pawl("shell", "till", "--", "sh", "-c", mend)).code).toBe(0);
    expect((await place.pawl("retry", "till", "--no-live")).code).toBe(0);
    expect(merged()).toBe("both");
  });

  test("still fails where nothing was mended, and a shell there says what is not committed", async () => {
    place.env["SHELL"] = join(place.dir, "half.sh");
    place.write("half.sh", "#!/bin/sh\necho half > a.txt\n");
    place.git("update-index", "--chmod=+x", "--add", "half.sh");
    const { chmodSync } = await import("node:fs");
    chmodSync(join(place.dir, "half.sh"), 0o755);
    expect((await place.pawl("shell", "till")).stderr).toContain(
      `1 file is changed and not committed: commit them, for pawl retry ${place.run()} till merges what is committed\n`,
    );
    expect((await place.pawl("retry", "till", "--no-live")).code).toBe(1);
  });

  test("is merged once an agent has mended it", async () => {
    expect((await place.pawl("retry", "till", "--resolve", "fixer", "--no-live")).code).toBe(0);
    expect(merged()).toBe("cart and till");
  });

  test("is done anew on what there is now", async () => {
    expect((await place.pawl("retry", "till", "--rebuild", "--no-live")).code).toBe(0);
    expect(merged()).toBe("till");
  });

  test.each<readonly [string, readonly string[], string]>([
    [
      "an agent that there is not",
      ["till", "--resolve", "nobody"],
      '--resolve: the plan has no agent "nobody"; there are fixer',
    ],
    [
      "two ways at once",
      ["till", "--resolve", "fixer", "--rebuild"],
      "--resolve, --rebuild and --force are three ways; take one",
    ],
    [
      "a phase that is merged",
      ["cart", "--rebuild"],
      "phase cart did not fail at its gate or its merge: it is completed",
    ],
    [
      "a phase that there is not",
      ["shelf", "--resolve", "fixer"],
      'RUN has no phase "shelf"; its phases are cart, till',
    ],
  ])("is not mended by %s", async (_what, args, text) => {
    const { code, stderr } = await place.pawl("retry", ...args);
    expect({ code, stderr: stderr.replace(`run ${place.run()}`, "RUN") }).toEqual({
      code: 2,
      stderr: `pawl: ${text}\n`,
    });
  });
});

describe("one phase alone", () => {
  test("is run with what it depends on taken as done", async () => {
    const { code, stdout } = await run(SHOP, "--only", "till", "--format", "seed");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^TASK_DONE: pay\nFiles: pay\.txt\nCommit: [0-9a-f]{40}\nTASK_STATUS: pay DONE\nPHASE_COMPLETE: till\n$/,
    );
  });

  test("commits to the branch of the worktree that it is given, and merges nothing", async () => {
    const path = join(place.worktrees, "mine");
    place.git("worktree", "add", "-q", "-b", "mine", path);
    const { code, stdout } = await run(SHOP, "--only", "till", "--worktree", path);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(
      "committed on branch mine: 1 commit, 1 file changed, 1 line added, 0 removed",
    );
    expect(place.git("log", "--format=%s", "-1", "mine")).toBe("pay: Takes money");
    expect(existsSync(path)).toBe(true);
    expect(place.git("for-each-ref", "refs/heads/pawl")).toBe("");
    expect((await place.pawl("finish")).stderr).toBe(
      `pawl: run ${place.run()} was given its worktree: what it committed is on branch mine, and yours to merge\n`,
    );
  });

  test.each<readonly [string, readonly string[], string]>([
    ["a worktree without --only", ["--worktree", "."], "--worktree belongs to --only PHASE"],
    ["a limit without --only", ["--retry-limit", "2"], "--retry-limit belongs to --only PHASE"],
    [
      "a folder that there is not",
      ["--only", "till", "--worktree", "gone"],
      "--worktree: there is no folder gone",
    ],
    [
      "a limit that is none",
      ["--only", "till", "--retry-limit", "x"],
      '--retry-limit takes a whole number from 1 to 100, not "x"',
    ],
    [
      "a phase that there is not",
      ["--only", "shelf"],
      'the plan has no phase "shelf"; its phases are cart, till',
    ],
  ])("refuses %s", async (_what, args, text) => {
    expect(await run(SHOP, ...args)).toMatchObject({ code: 2, stderr: `pawl: ${text}\n` });
  });
});

test("a task that a person does says so, and is committed once they say that it is done", async () => {
  const plan = SHOP.replace(
    "- { id: pay, description: Takes money, run: 'echo pay > pay.txt' }",
    "- { id: pay, kind: manual, instructions: Write pay.txt by hand. }",
  );
  expect((await run(plan)).code).toBe(4);
  const id = place.run();
  const why = (await place.pawl("why")).stdout;
  expect(why).toContain("till/pay is to be done by a person:\n    | Write pay.txt by hand.\n");
  expect(why).toMatch(/ pawl shell \S+ till +opens a shell in its worktree\n/);
  expect(why).toMatch(/ pawl answer \S+ till\/pay done +says that it is done\n/);
  expect((await place.pawl("status")).stdout).toContain("to do: Write pay.txt by hand.");
  await place.pawl("shell", "till", "--", "sh", "-c", "echo paid > pay.txt");
  expect((await place.pawl("answer", "pay", "done")).code).toBe(0);
  expect((await place.pawl("resume", "--no-live")).code).toBe(0);
  expect(place.git("show", `pawl/${id}:pay.txt`)).toBe("paid");
});

test("a rollback takes the branch back, and says so before", async () => {
  await run(SHOP);
  const id = place.run();
  const cart = place.git("rev-parse", `pawl/${id}^`);
  const asked = await place.pawl("rollback", "cart");
  expect(asked.stderr).toContain(
    `branch pawl/${id} goes back to ${cart.slice(0, 12)}; what is undone stays under refs/pawl/${id}/undone\n`,
  );
  expect((await place.pawl("rollback", "cart", "--yes")).code).toBe(0);
  expect(place.git("rev-parse", `pawl/${id}`)).toBe(cart);
  expect((await place.pawl("resume", "--no-live")).code).toBe(0);
  expect(place.git("show", `pawl/${id}:pay.txt`)).toBe("pay");
});
