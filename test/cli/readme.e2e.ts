import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/declared.ts";
import { EXIT } from "../../src/core/error.ts";
import { PAWL, Workspace } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const page = (name: string): string => readFileSync(join(ROOT, name), "utf8");
const README = page("README.md");

/** The blocks of a page in a language, in order. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "gm"))].map(
    (each) => each[1]!,
  );

/** The text of one section. */
const section = (text: string, title: string): string =>
  text.split(/^## /m).find((each) => each.startsWith(`${title}\n`))!;

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const run = (program: string, args: readonly string[], cwd = place.dir): string =>
  execFileSync(program, args, {
    cwd,
    env: place.env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

test.each(["README.md", "docs/getting-started.md", "docs/templates.md"])(
  "every link of %s to a file leads somewhere",
  (name) => {
    const links = [...page(name).matchAll(/\]\(([^)\s]+)\)/g)].map((each) => each[1]!);
    const files = links.filter((each) => !each.includes(":")).map((each) => each.split("#")[0]!);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((each) => !existsSync(join(ROOT, dirname(name), each)))).toEqual([]);
  },
);

test("the two commands near the top are there for a clone", () => {
  const [first] = blocks(README, "sh");
  expect(first).toMatch(/^npm ci && npx pawl demo /);
  expect(first).toMatch(/^npm ci && npm test /m);
  expect(README.indexOf(first!)).toBeLessThan(1_200);
});

describe("commands", () => {
  const rows = section(README, "Commands").matchAll(/^\| `pawl ([^`]+)` +\|/gm);
  const shown = [...rows].map((each) => each[1]!.split(" "));

  test("the table has each that there is, with its arguments, and no other", () => {
    const declared = COMMANDS.map(({ name, args }) => [name, ...(args?.split(" ") ?? [])]);
    // `<plan>` is shown as PLAN, `[run]` as [RUN]; what may be left out after that may be left out in the table.
    const plain = (words: readonly string[]): string =>
      words.map((each) => each.replace(/[<>[\].]/g, "").toLowerCase()).join(" ");
    expect(shown.map(([name]) => name)).toEqual(declared.map(([name]) => name));
    for (const [at, words] of shown.entries()) {
      const args = plain(declared[at]!.slice(1)).replace("target", "task");
      expect(args.startsWith(plain(words.slice(1)))).toBe(true);
    }
  });

  test("the exit statuses are these", () => {
    const text = /Exit status: (.*)\./.exec(README)![1]!;
    const numbers = text.split(", ").map((each) => Number(each.split(" ")[0]));
    expect(numbers).toEqual(Object.values(EXIT));
  });
});

test("the plan that it shows is without a mistake, and runs", async () => {
  place.write("plan.yaml", blocks(README, "yaml")[0]!);
  expect(await place.pawl("validate", "plan.yaml")).toMatchObject({
    code: 0,
    stdout: "plan.yaml is valid: 3 phases, 6 tasks\n",
  });
  expect(await place.pawl("run", "plan.yaml", "-p", "version=2")).toMatchObject({ code: 0 });
  expect((await place.pawl("logs", place.run(), "report")).stdout).toMatch(
    /^version 2 has \d+ bytes$/m,
  );
});

test("the library drives a plan in the lines that it shows", () => {
  mkdirSync(join(place.dir, "node_modules"));
  symlinkSync(ROOT, join(place.dir, "node_modules/pawl"));
  place.write("plan.yaml", blocks(README, "yaml")[0]!);
  place.write("drive.mjs", blocks(README, "js")[0]!);
  const lines = run(process.execPath, ["drive.mjs"]).trimEnd().split("\n");
  expect(lines.slice(0, -1).every((each) => /^\d+ [a-z-]+$/.test(each))).toBe(true);
  expect(lines.at(-2)).toMatch(/^\d+ run-completed$/);
  expect(lines.at(-1)).toBe("completed");
});

describe("in a clone that was built", () => {
  let clone: string;
  beforeEach(() => {
    clone = join(place.dir, "clone");
    mkdirSync(clone);
    // Without its scripts: npx would build it anew.
    const { scripts: _, ...rest } = JSON.parse(page("package.json")) as Record<string, unknown>;
    writeFileSync(join(clone, "package.json"), JSON.stringify(rest));
    for (const name of ["dist", "libexec", "schema.json"])
      cpSync(join(ROOT, name), join(clone, name), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
    Object.assign(place.env, { npm_config_offline: "true", npm_config_update_notifier: "false" });
  });

  test("npx runs its own pawl without asking anybody, and what it prints works there", () => {
    const printed = run("npx", ["pawl", "demo", "--dir", join(place.dir, "made")], clone);
    const command = `npx pawl -C ${join(place.dir, "made")} status`;
    expect(printed).toContain(`  ${command} `);
    expect(run("/bin/sh", ["-c", command], clone)).toMatch(/^completed .* 19\/19 /m);
  });

  test("the story of the kill goes as it is told", () => {
    const [session] = blocks(section(README, "Kill it"), "sh");
    const told = session!.replaceAll("/tmp/", `${place.dir}/`);
    // Job control, as in the shell that a person types into.
    const printed = run("/bin/bash", ["-c", `set -m\n${told}`], clone);
    expect(place.read("tally.log")).not.toContain("run completed");
    expect(printed).toMatch(/^interrupted +━/m);
    expect(printed).toMatch(/the driver before had ended without a word\n/);
    expect(printed).toMatch(/run completed after /);
    expect(printed).not.toMatch(/lost/);
    const journal = readFileSync(
      join(place.dir, "tally/.pawl/runs", runIn("tally"), "journal.jsonl"),
      "utf8",
    );
    const done = [
      ...journal.matchAll(/"type":"task-completed","phase":"([^"]+)","task":"([^"]+)"/g),
    ];
    const tasks = done.map((each) => `${each[1]}/${each[2]}`);
    expect(tasks).toHaveLength(19);
    expect(new Set(tasks).size).toBe(19);
    expect(run("git", ["-C", "tally", "log", "--format=%s", "-2"])).toBe(
      "A word with an apostrophe is one word\nA plan, and the changes that it applies\n",
    );
  }, 120_000);
});

/** The only run of the state folder in a folder. */
const runIn = (folder: string): string => run("ls", [join(place.dir, folder, ".pawl/runs")]).trim();

test("getting started goes as it is told", () => {
  const text = page("docs/getting-started.md");
  const bin = join(place.dir, "bin");
  mkdirSync(bin);
  place.write("bin/pawl", `#!/bin/sh\nexec '${process.execPath}' '${PAWL}' "$@"\n`);
  run("chmod", ["+x", "bin/pawl"]);
  place.env["PATH"] = `${bin}:${place.env["PATH"]!}`;
  const sh = (title: string, at: number): string =>
    run("/bin/sh", ["-ec", blocks(section(text, title), "sh")[at]!]);
  const put = (task: string): void => {
    const indented = task.replace(/^(?=.)/gm, "      ");
    const starter = place.read("pawl.yaml");
    const old = /^ {6}- id: check\n(?: {8}.*\n)*/m.exec(starter)![0];
    place.write("pawl.yaml", starter.replace(old, indented));
  };

  expect(sh("A first plan", 0)).toMatch(/run completed/);
  expect(sh("A first plan", 1)).toMatch(/Hello world!/);

  put(blocks(section(text, "Something that fails"), "yaml")[0]!);
  const failing = sh("Something that fails", 0);
  expect(failing).toMatch(/exit status 1\n/);
  expect(failing).toMatch(/work\/check failed: exit 3/);
  expect(() => sh("Something that fails", 1)).toThrow();

  put(blocks(section(text, "Values from one task to another"), "yaml")[0]!);
  expect(run("pawl", ["run", "pawl.yaml"])).toMatch(/run completed/);
  expect(run("pawl", ["logs"])).toMatch(/would tag 1\.4\.2\n/);

  expect(sh("Your project", 0)).toMatch(/run completed/);
}, 120_000);
