import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PAWL, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

test("the starter runs as it is in an empty folder; init says which two commands come next", async () => {
  const written = await place.pawl("init");
  const call = `node ${PAWL}`;
  expect(written).toMatchObject({
    code: 0,
    stdout: `wrote pawl.yaml (starter)\n\n  ${call} validate pawl.yaml   looks for mistakes\n  ${call} run pawl.yaml        runs it\n`,
  });
  const [validate, run] = written.stdout
    .split("\n")
    .filter((line) => line.startsWith("  "))
    .map((line) => line.trim().split(/ {2,}/)[0]!);
  const sh = (command: string): string =>
    execFileSync("/bin/sh", ["-c", command], { cwd: place.dir, env: place.env, encoding: "utf8" });
  expect(sh(validate!)).toBe("pawl.yaml is valid: 3 phases, 6 tasks\n");
  expect(sh(run!)).toMatch(/run completed/);
  expect(sh(`${call} logs`)).toContain("Hello world! Files and folders here, 1 in all.\n");
  expect(sh(`${call} logs`)).toContain("worked at attempt 2\n");
});

test("a file that is there is replaced only when told", async () => {
  place.write("pawl.yaml", "mine");
  expect(await place.pawl("init")).toMatchObject({
    code: 2,
    stdout: "",
    stderr: "pawl: pawl.yaml is there already; --force replaces it, -o FILE writes another\n",
  });
  expect(place.read("pawl.yaml")).toBe("mine");
  expect(await place.pawl("init", "-o", "sub/other.yaml")).toMatchObject({ code: 0 });
  expect(place.read("sub/other.yaml")).toContain("pawl run other.yaml");
  expect(await place.pawl("init", "--force")).toMatchObject({ code: 0 });
  expect(place.read("pawl.yaml")).toContain("name: starter");
});

test("the template for commands looks at the folder that the plan is written to", async () => {
  mkdirSync(join(place.dir, "app"));
  place.write("app/Cargo.toml", "");
  const written = await place.pawl("init", "--template", "commands", "--output", "app/pawl.yaml");
  expect(written.stdout).toMatch(/^wrote app\/pawl\.yaml \(commands, for a rust project\)\n/);
  expect(place.read("app/pawl.yaml")).toContain("cargo build");
});

test("the template of isolated phases comes with a sample specification, and stops at its first gate", async () => {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: place.dir, encoding: "utf8" });
  git("init", "-q");
  const written = await place.pawl("init", "-t", "isolated");
  expect(written.stdout).toMatch(
    /^wrote pawl\.yaml \(isolated, with scripted agents\)\nwrote docs\/spec\.md \(a sample, to be replaced by your own\)\n/,
  );
  git("add", ".");
  git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qm", "begin");
  const run = await place.pawl("run", "pawl.yaml", "--json");
  expect(run).toMatchObject({ code: 3 });
  const { phases } = JSON.parse(run.stdout) as { phases: { id: string; status: string }[] };
  expect(phases.map(({ id, status }) => `${id} ${status}`)).toEqual([
    "alignment waiting",
    "implementation pending",
    "verification pending",
    "commit pending",
  ]);
});

test("a specification that is there is left as it is, and its commands are asked for", async () => {
  mkdirSync(join(place.dir, "docs"));
  place.write("docs/spec.md", "1.1.1 mine");
  const written = await place.pawl("init", "-t", "isolated", "--json");
  expect(JSON.parse(written.stdout)).toEqual({
    file: "pawl.yaml",
    template: "isolated",
    agent: "scripted",
  });
  expect(place.read("docs/spec.md")).toBe("1.1.1 mine");
  const run = await place.pawl("run", "pawl.yaml");
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("build");
});

test("a sample specification does not become one's own by a second plan beside it", async () => {
  await place.pawl("init", "-t", "isolated");
  const second = await place.pawl("init", "-t", "isolated", "-o", "mine.yaml", "--json");
  expect(JSON.parse(second.stdout)).not.toHaveProperty("others");
  expect(place.read("mine.yaml")).toContain("default: node --check greeting.mjs");
});

test.each(["claude", "codex", "gemini"])("for %s it is a valid plan", async (agent) => {
  expect(await place.pawl("init", "-t", "isolated", "--agent", agent)).toMatchObject({ code: 0 });
  const bin = join(place.dir, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, agent), "#!/bin/sh\n", { mode: 0o755 });
  place.env["PATH"] = `${bin}:${process.env["PATH"]}`;
  const { stdout } = await place.pawl("validate", "pawl.yaml");
  expect(stdout).toBe("pawl.yaml is valid: 4 phases, 6 tasks\n");
  expect(place.read("pawl.yaml")).toContain(`use: ${agent}`);
});

test("another kind than the one found can be asked for", async () => {
  place.write("package.json", "{}");
  await place.pawl("init", "-t", "commands", "--kind", "make");
  expect(place.read("pawl.yaml")).toContain("# Also found: node.");
  expect(place.read("pawl.yaml")).toContain("          make\n");
});

test.each([
  [["-t", "comands"], 'pawl: --template does not know "comands"; did you mean "commands"?\n'],
  [["-t", "x"], 'pawl: --template does not know "x"; there is: starter, commands, isolated\n'],
  [
    ["-t", "commands", "--kind", "nodejs"],
    'pawl: --kind does not know "nodejs"; did you mean "node"?\n',
  ],
  [
    ["--agent", "claude"],
    "pawl: --agent is for the template isolated: pawl init -t isolated --agent claude\n",
  ],
  [
    ["-t", "isolated", "--agent", "cloude"],
    'pawl: --agent does not know "cloude"; did you mean "claude"?\n',
  ],
  [
    ["--kind", "node"],
    "pawl: --kind is for the template commands: pawl init -t commands --kind node\n",
  ],
])("%j is refused", async (args, stderr) => {
  expect(await place.pawl("init", ...args)).toMatchObject({ code: 2, stdout: "", stderr });
});

test("a folder that cannot be written to is named", async () => {
  const ended = await place.pawl("init", "-o", "/proc/pawl.yaml");
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(/^pawl: \/proc\/pawl\.yaml cannot be written: /);
});
