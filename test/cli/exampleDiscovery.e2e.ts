import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { gitIn, Workspace } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  // npm leaves a folder in the person's home, which is not to be the one that is looked into.
  place.env["HOME"] = mkdtempSync(join(tmpdir(), "pawl-home-"));
});
afterEach(() => {
  rmSync(place.env["HOME"]!, { recursive: true, force: true });
  place.remove();
});

const git = (...args: readonly string[]): string => gitIn(place.dir, ...args);

/** The events of one type, in order. */
const events = <T extends Event["type"]>(type: T): Extract<Event, { type: T }>[] =>
  place
    .events()
    .map((each) => each.event)
    .filter((each): each is Extract<Event, { type: T }> => each.type === type);

const promptOf = (phase: string, task: string): string =>
  place.read(`.pawl/runs/${place.run()}/attempts/${phase}/${task}@1/prompt.md`);

test("what init writes is the example", async () => {
  expect(await place.pawl("init", "-t", "discovery")).toMatchObject({ code: 0, stderr: "" });
  const example = join(ROOT, "examples/discovery");
  for (const name of readdirSync(example, { recursive: true }).map(String)) {
    if (!name.includes(".") || name === "README.md") continue;
    expect(place.read(name), name).toBe(readFileSync(join(example, name), "utf8"));
  }
});

test("in an empty folder, init and run: four phases, agents side by side, all of it merged in order", async () => {
  const written = await place.pawl("init", "-t", "discovery");
  expect(written).toMatchObject({ code: 0, stderr: "" });
  expect(written.stdout).toContain(
    "made a git repository of it, with all of this as its first commit\n",
  );
  const [head, status] = [git("rev-parse", "HEAD"), git("status", "--porcelain")];
  expect(status).toBe("");

  const ended = await place.pawl("run", "pawl.yaml");
  expect(ended.stdout).toMatch(/run completed after/);
  expect(ended).toMatchObject({ code: 0, stderr: "" });

  // Three look around side by side: all have begun before the first has ended.
  const order = place
    .events()
    .flatMap(({ event }) =>
      event.type === "attempt-started" || event.type === "attempt-succeeded"
        ? [`${event.type.slice(8)} ${event.task}`]
        : [],
    );
  expect(order.slice(0, 3).every((each) => each.startsWith("started find-"))).toBe(true);
  const two = order.filter((each) => / design-/.test(each));
  expect(two).toEqual([
    "started design-components",
    "succeeded design-components",
    "started design-api",
    "succeeded design-api",
  ]);
  const side = order.filter((each) => / build-/.test(each)).slice(0, 2);
  expect(side.toSorted()).toEqual(["started build-api", "started build-components"]);

  // Each gate was checked, and what it is of is told in words.
  expect(
    events("gate-checked").map(({ phase, evidence, failed }) => [
      phase,
      failed,
      evidence.checks.map(({ id, text }) => `${id}: ${text}`),
    ]),
  ).toEqual([
    [
      "discovery",
      undefined,
      [
        "files-found: 7 files named by find-components, find-endpoints, find-tests are there",
        "no-errors: find-components, find-endpoints, find-tests tell of no error",
      ],
    ],
    [
      "planning",
      undefined,
      [
        "no-errors: design-components, design-api tell of no error",
        "nothing-changed: size(evidence.diff.files) == 0 is true",
        expect.stringMatching(/^apart: .* is true$/) as string,
      ],
    ],
    [
      "implementation",
      undefined,
      ["tests-pass: 2 tests passed", "types-clean: no type errors", expect.anything() as string],
    ],
    [
      "testing",
      undefined,
      [
        "tests-pass: 7 tests passed",
        "e2e: exit 0",
        "no-errors: write-tests, run-e2e tell of no error",
        expect.anything() as string,
      ],
    ],
  ]);

  // Later phases are given summaries, and no details.
  expect(promptOf("planning", "design-components")).toContain(
    "### discovery\n\n```\nNotes are kept",
  );
  expect(promptOf("planning", "design-components")).not.toContain("### planning");
  expect(promptOf("planning", "design-api")).toContain("### planning\n\n```\nA new module");
  expect(promptOf("planning", "design-api")).not.toContain("Texts are trimmed");

  // The user's own checkout is as it was; the run's branch has what was built, in the order of the plan.
  expect([git("rev-parse", "HEAD"), git("status", "--porcelain")]).toEqual([head, status]);
  const branch = `pawl/${place.run()}`;
  expect(git("log", "--no-merges", "--reverse", "--format=%s", branch).trim().split("\n")).toEqual([
    "A sample to try it on",
    "build-components: implement the components",
    "build-api: implement the API",
    "write-tests: write unit tests",
  ]);
  expect(git("worktree", "list").trim().split("\n")).toHaveLength(1);
  git("merge", "-q", branch);
  expect(existsSync(join(place.dir, "src/search.mjs"))).toBe(true);
  execFileSync("npm", ["run", "e2e"], { cwd: place.dir, stdio: "ignore" });
}, 300_000);

test("a gate that does not hold stops the run with what failed; resume goes on from there, after it is mended", async () => {
  await place.pawl("init", "-t", "discovery");
  const script = place.read("agents/scripted.yaml");
  // What is built breaks the three tests that there are then.
  place.write(
    "test/more.test.mjs",
    `import "./notes.test.mjs";\nimport { test } from "node:test";\nimport assert from "node:assert/strict";\nimport { answer } from "../src/api.mjs";\nimport { Notes } from "../src/notes.mjs";\nfor (const n of [1, 2, 3]) test("GET " + n, () => assert.equal(answer(new Notes(), { method: "GET", path: "/notes" }).status, 200));\n`,
  );
  place.write(
    "agents/scripted.yaml",
    script.replace("body: search(notes.all()", "status: 500, body: search(notes.all()"),
  );
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "three tests");

  const failed = await place.pawl("run", "pawl.yaml");
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain("its gate does not hold: tests-pass: 3 tests failed");
  const why = (await place.pawl("why")).stdout;
  expect(why).toContain("3 tests failed");
  expect(why).toContain(`pawl resume ${place.run()}`);
  // Nothing of what comes after it was begun.
  expect(events("phase-started").map(({ phase }) => phase)).toEqual([
    "discovery",
    "planning",
    "implementation",
  ]);
  expect(events("attempt-started")).toHaveLength(7);

  const open = events("workspace-opened").find(
    (each) => each.phase === "implementation" && each.task === undefined,
  )!.open;
  execFileSync("sed", ["-i", "s/status: 500, //", "src/api.mjs"], { cwd: open.cwd });
  gitIn(open.cwd, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "Mended");

  const resumed = await place.pawl("resume");
  expect(resumed.stdout).toMatch(/run completed after/);
  expect(resumed.code).toBe(0);
  // What was done is not done again.
  expect(
    events("attempt-started")
      .map(({ task }) => task)
      .slice(7),
  ).toEqual(["write-tests", "run-e2e"]);
}, 300_000);
