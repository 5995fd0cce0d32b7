import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PAWL, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const sh = (command: string): string =>
  execFileSync("/bin/sh", ["-c", command], {
    cwd: place.dir,
    env: place.env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

/** The commands that it printed, each without what is said of it. */
const printed = (text: string): string[] =>
  text
    .split("What to try next:\n")[1]!
    .split("\n")
    .map((line) => line.trim().split(/ {2,}/)[0]!)
    .filter((command) => command !== "");

test("takes a real repository through the five phases, and every command that it prints works", async () => {
  const ended = await place.pawl("demo", "--dir", "made here");
  expect(ended).toMatchObject({ code: 0, stderr: "" });

  const phases = [...ended.stdout.matchAll(/ (\w+) +phase completed/g)].map((each) => each[1]);
  expect(phases).toEqual(["scout", "plan", "build", "test", "review"]);
  expect(ended.stdout).toMatch(/test\/smoke +attempt 1 of 3 failed .*exit 1; next try in 600ms/);
  expect(ended.stdout).toMatch(/test\/smoke +started \(attempt 2 of 3\)/);

  expect(sh("git -C 'made here' log --format=%s")).toBe(
    [
      "A word with an apostrophe is one word",
      "A plan, and the changes that it applies",
      "An issue: words with an apostrophe",
      "A command line",
      "A word counter\n",
    ].join("\n"),
  );
  expect(sh("git -C 'made here' status --short --branch")).toBe("## main\n");
  expect(sh("cd 'made here' && node --test")).toMatch(/pass 4/);
  expect(place.read("made here/reports/summary.md")).toMatch(
    /^# What was done\n\n- 11 files, 4 commits, \d modules of node, no packages\n- the change was estimated at \d+ lines\n- all tests pass, 100.00% of the lines are reached\n- main is now: [0-9a-f]{7,} A word with an apostrophe is one word\n$/,
  );

  const commands = printed(ended.stdout);
  expect(commands.map((each) => each.split(" ").at(-1))).toEqual([
    "status",
    "logs",
    "metrics",
    "show",
    "--slow",
  ]);
  for (const command of commands.filter((each) => !each.endsWith("--slow"))) sh(command);
  expect(sh(commands[0]!)).toContain("completed");
});

test("is not disturbed by the person's git settings, hooks and templates", async () => {
  place.write("hook", "#!/bin/sh\nexit 1\n");
  mkdirSync(join(place.dir, "template/hooks"), { recursive: true });
  for (const name of ["pre-commit", "commit-msg", "post-checkout"]) {
    place.write(`template/hooks/${name}`, "#!/bin/sh\nexit 1\n");
    chmodSync(join(place.dir, `template/hooks/${name}`), 0o755);
  }
  place.write(
    ".gitconfig",
    [
      "[user]\n\tuseConfigOnly = true",
      "[commit]\n\tgpgSign = true",
      `[core]\n\thooksPath = ${join(place.dir, "template/hooks")}\n\tautocrlf = true`,
      `[init]\n\ttemplateDir = ${join(place.dir, "template")}\n\tdefaultBranch = trunk`,
      "[apply]\n\twhitespace = error",
      "[color]\n\tui = always",
      "[diff]\n\tnoprefix = true",
      "[merge]\n\tff = false\n",
    ].join("\n"),
  );
  place.env["GIT_DIR"] = join(place.dir, "nowhere");
  place.env["GIT_AUTHOR_NAME"] = "somebody";
  const ended = await place.pawl("demo", "--dir", "made");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  delete place.env["GIT_DIR"];
  expect(sh("git -C made log --color=never --format=%an | sort -u")).toBe("Pawl demo\n");
});

test("called by a name on the PATH, it prints that name", async () => {
  mkdirSync(join(place.dir, "bin"));
  // As npm does where it installs a package.
  chmodSync(PAWL, 0o755);
  symlinkSync(PAWL, join(place.dir, "bin/pawl"));
  place.env["PATH"] = `${join(place.dir, "bin")}:${place.env["PATH"]!}`;
  const commands = printed(sh("pawl demo --dir made"));
  expect(commands.slice(0, 3)).toEqual([
    `cd ${join(place.dir, "made")}`,
    "pawl status",
    "pawl logs",
  ]);
  sh(commands.slice(0, -1).join(" && "));
});

test("without --dir it works in a temporary folder of its own", async () => {
  mkdirSync(join(place.dir, "tmp"));
  place.env["TMPDIR"] = join(place.dir, "tmp");
  const ended = await place.pawl("demo");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  const folder = /own: (.*)\n/.exec(ended.stdout)![1]!;
  expect(folder.startsWith(join(place.dir, "tmp/pawl-demo-"))).toBe(true);
  expect(existsSync(join(folder, ".pawl"))).toBe(true);
});

test("a folder that is not empty is left alone", async () => {
  mkdirSync(join(place.dir, "mine"));
  place.write("mine/file", "");
  const ended = await place.pawl("demo", "--dir", "mine");
  expect(ended).toMatchObject({
    code: 2,
    stdout: "",
    stderr: `pawl: --dir: ${join(place.dir, "mine")} is not empty; name a folder that is, or that is not there yet\n`,
  });
});

test("without git it says so", async () => {
  mkdirSync(join(place.dir, "bin"));
  place.env["PATH"] = join(place.dir, "bin");
  const ended = await place.pawl("demo", "--dir", "made");
  expect(ended).toMatchObject({
    code: 2,
    stderr: "pawl: the demonstration needs git, and there is none on the PATH\n",
  });
});
