import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { agentFor } from "../../agents.mjs";
import { inPlace } from "../rig/place.ts";
import type { Place } from "../rig/place.ts";
import { record } from "../rig/row.ts";
import { modelServer } from "../rig/trial.ts";

const server = modelServer();

const gitIn =
  (dir: string) =>
  (...args: string[]): string =>
    execFileSync("git", args, { cwd: dir, encoding: "utf8" }).trimEnd();

/** A plan of two tasks in one phase, test first, both reviewed. */
function plan(place: Place, cli: "claude" | "codex", url: string): void {
  const pipeline = {
    tdd: true,
    test: "node --test",
    review_spec: "critic",
    review_quality: "critic",
  };
  const worker = agentFor(cli, url);
  const agents = { worker, critic: { ...worker, permissions: "read-only" } };
  const tasks = [
    {
      id: "sum",
      description: "Add numbers",
      prompt: "TASK sum: src/sum.mjs exports `sum`.",
      acceptance: ["sum(1, 2) is 3"],
      pipeline: { review_spec: false },
    },
    {
      id: "mul",
      description: "Multiply numbers",
      prompt: "TASK mul: src/mul.mjs exports `mul`.",
      acceptance: ["mul(2, 3) is 6", "a comment says what it does"],
      depends_on: ["sum"],
      pipeline: { review_quality: false },
    },
  ];
  const phase = {
    id: "numbers",
    pipeline,
    tasks: tasks.map((each) => ({ ...each, agent: "worker" })),
  };
  place.plan(agents, [phase], { workspace: "worktree" });
}

/** All of a repository that a person could find changed, but for what Pawl adds. */
function standing(place: Place): object {
  const git = gitIn(place.dir);
  return {
    head: git("symbolic-ref", "HEAD"),
    at: git("rev-parse", "HEAD"),
    index: git("ls-files", "-s", "-v"),
    status: git("status", "--porcelain", "--untracked-files=all"),
    stash: git("stash", "list"),
    settings: git("config", "--local", "--list"),
    others: git("for-each-ref", "refs/heads", "refs/tags")
      .split("\n")
      .filter((line) => !line.includes("refs/heads/pawl/")),
  };
}

/** The stages that were entered, and which sent the work back. */
const stagesOf = (place: Place, task: string): readonly string[] =>
  place
    .events()
    .flatMap(({ event }) =>
      event.type === "stage-entered" && event.task === task
        ? [event.back === undefined ? event.stage : `${event.stage} (${event.back})`]
        : [],
    );

test.concurrent.each(["claude", "codex"] as const)(
  "%s does two tasks test first in a worktree: reviews send back, commits land, the checkout stays as it was",
  async (cli) => {
    const key = `${cli}-tdd`;
    await inPlace(async (place) => {
      const git = gitIn(place.dir);
      plan(place, cli, server().url("tdd", key));
      place.write("README.md", "A repository to work in, with changes of its user's.\n");
      const before = standing(place);

      const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");

      expect(code, stdout + stderr).toBe(0);
      expect(standing(place)).toEqual(before);
      const once = (review: string) => ["implement", "green", review];
      const twice = (review: string) => [
        "red",
        ...once(review),
        `implement (${review})`,
        ...once(review).slice(1),
        "commit",
      ];
      expect(stagesOf(place, "sum")).toEqual(twice("review-quality"));
      expect(stagesOf(place, "mul")).toEqual(twice("review-spec"));

      const branch = `pawl/${place.run()}`;
      expect(git("log", "--format=%s", "--no-merges", `HEAD..${branch}`)).toBe(
        "mul: Multiply numbers\nsum: Add numbers",
      );
      expect(git("log", "--format=%P", "-1", branch).split(" ")).toHaveLength(2);
      expect(git("show", `${branch}:src/sum.mjs`)).toBe("export const sum = (a, b) => a + b;");
      expect(git("show", `${branch}:src/mul.mjs`)).toContain("/** The product");
      expect(git("ls-tree", "-r", "--name-only", branch).split("\n")).toEqual([
        "README.md",
        "src/mul.mjs",
        "src/sum.mjs",
        "test/mul.test.mjs",
        "test/sum.test.mjs",
      ]);
      expect(git("worktree", "list").split("\n")).toHaveLength(1);

      const prompts = place.written().filter(({ path }) => path.endsWith("prompt.md"));
      const reviews = prompts.filter(({ text }) => text.includes("The question of this review"));
      expect(reviews).toHaveLength(4);
      for (const { text } of reviews) expect(text).toContain("diff --git a/src/");
      expect(readdirSync(join(place.dir, ".pawl", "runs"))).toHaveLength(1);
      const row = record(place, server(), { driver: cli, scenario: "tdd in a worktree", key });
      expect(row).toMatchObject({ survivors: [], usageError: 0 });
    });
  },
);
