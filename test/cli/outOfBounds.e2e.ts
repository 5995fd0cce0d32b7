import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { RepositoryPlace } from "./repository.ts";

let place: RepositoryPlace;
beforeEach(() => (place = new RepositoryPlace()));
afterEach(() => place.remove());

/** A task of an agent that writes a file, and then does something more in the shell. */
const plan = (more: string): string => `pawl: 1
name: bounds
workspace: worktree
defaults: { retry: 1 }
agents:
  robot:
    use: scripted
    permissions: full
    script:
      default:
        - run: ${JSON.stringify(more)}
        - write: { file: work.txt, text: work }
        - report: { status: success, summary: worked }
phases:
  - id: build
    tasks:
      - { id: work, description: Works, agent: robot, prompt: Work. }
`;

const run = (more: string) => {
  place.write("plan.yaml", plan(more));
  return place.pawl("run", "plan.yaml", "--no-live");
};

const failures = () =>
  place
    .events()
    .map(({ event }) => event)
    .filter(
      (event): event is Extract<Event, { type: "attempt-failed" }> =>
        event.type === "attempt-failed",
    )
    .map(({ failure }) => failure);

const branchOfPhase = () => `pawl-phase/${place.run()}/build`;

describe("an agent in a worktree", () => {
  test("that moves another branch has failed, and nothing of its work is committed; what undoes it, works", async () => {
    place.git("branch", "release");
    const was = place.git("rev-parse", "release");

    const { code } = await run("git commit -q --allow-empty -m mine && git branch -f release HEAD");

    expect(code).toBe(1);
    const is = place.git("rev-parse", "release");
    expect(is).not.toBe(was);
    const [failure] = failures();
    expect(failure).toMatchObject({
      class: "out-of-bounds",
      message: `agent robot may change branch ${branchOfPhase()} only, and while it worked branch release moved from ${was.slice(0, 12)} to ${is.slice(0, 12)}`,
      tail: `Pawl undoes none of it; these commands do:\ngit branch -f release ${was}`,
    });
    expect(place.types()).not.toContain("commit-made");
    expect((await place.pawl("why")).stdout).toContain(`git branch -f release ${was}`);
    place.git(...failure!.tail!.split("\n").at(-1)!.split(" ").slice(1));
    expect(place.git("rev-parse", "release")).toBe(was);
  });

  test("that only commits on its own branch has not: its commits are folded into the task's", async () => {
    const { code, stdout, stderr } = await run("git add -A && git commit -q --allow-empty -m mine");
    expect(code, stdout + stderr).toBe(0);
    expect(failures()).toEqual([]);
    expect(place.git("log", "--format=%s", "--no-merges", `HEAD..pawl/${place.run()}`)).toBe(
      "work: Works",
    );
  });

  test("that installs a hook or leaves its branch has failed, with both named", async () => {
    const { code } = await run(
      "touch $(git rev-parse --git-common-dir)/hooks/post-commit && git switch -q -c mine",
    );
    expect(code).toBe(1);
    expect(failures()).toMatchObject([
      {
        class: "out-of-bounds",
        message: `agent robot may change branch ${branchOfPhase()} only, and while it worked branch mine is checked out instead of branch ${branchOfPhase()}; branch mine was made, at ${place.git("rev-parse", "HEAD").slice(0, 12)}; .git/hooks/post-commit was changed`,
      },
    ]);
  });

  test("is not to blame for what its user commits meanwhile, which its log notes", async () => {
    const user = `git -C '${place.dir}'`;
    const { code, stdout, stderr } = await run(
      `${user} -c user.name=a -c user.email=a@b commit -q --allow-empty -m theirs`,
    );
    expect(code, stdout + stderr).toBe(0);
    expect(failures()).toEqual([]);
    expect((await place.pawl("logs", "work")).stdout).toMatch(
      /Beside this attempt, branch \S+ moved from \w{12} to \w{12}, as who works in .* may have done\./,
    );
  });
});
