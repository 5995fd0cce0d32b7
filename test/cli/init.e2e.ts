import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
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

const git = (...args: string[]): string =>
  execFileSync("git", args, { cwd: place.dir, encoding: "utf8" });

/** A repository with the template in it, with a part of the plan exchanged. */
async function isolated(was = "", is = ""): Promise<string> {
  git("init", "-q");
  const { stdout } = await place.pawl("init", "-t", "isolated");
  expect(place.read("pawl.yaml")).toContain(was);
  place.write(
    "pawl.yaml",
    place.read("pawl.yaml").replace(was, () => is),
  );
  git("add", ".");
  git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qm", "begin");
  return stdout;
}

interface Told {
  readonly phases: readonly { readonly id: string; readonly status: string }[];
}

const statuses = (text: string): string[] =>
  (JSON.parse(text) as Told).phases.map(({ id, status }) => `${id} ${status}`);

/** Approves the gate that waits, and goes on. */
async function proceed(phrase: string): Promise<{ code: number | null; stdout: string }> {
  const shown = JSON.parse((await place.pawl("approve", "--json")).stdout) as {
    approving: { digest: string }[];
  };
  const { digest } = shown.approving[0]!;
  expect(await place.pawl("approve", "--phrase", phrase, "--evidence", digest)).toMatchObject({
    code: 0,
  });
  return place.pawl("resume", "--json");
}

test("the template of isolated phases goes from gate to gate, and does real work", async () => {
  expect(await isolated()).toMatch(
    /^wrote pawl\.yaml \(isolated, with scripted agents\)\nwrote docs\/spec\.md \(a sample, to be replaced by your own\)\n/,
  );
  const run = await place.pawl("run", "pawl.yaml", "--json");
  expect(run.code).toBe(3);
  expect(statuses(run.stdout)).toEqual([
    "alignment waiting",
    "implementation pending",
    "verification pending",
    "commit pending",
  ]);
  expect(place.run()).toMatch(/^phase-1\.1-\d{8}-[a-z0-9]{4}$/);
  const session = JSON.parse((await place.pawl("status", "--format", "seed")).stdout) as object;
  expect(session).toMatchObject({
    session_id: place.run(),
    phase_id: "1.1",
    current_phase: "alignment",
    phases_completed: [],
    overall_status: "waiting",
    state_artifacts: {
      alignment: {
        phase_id: "1.1",
        status: "waiting",
        alignment_status: "approved",
        approved_tasks: ["1.1.1", "1.1.2"],
        metadata: { artifact: "alignment_state", version: 1, duration_ms: expect.any(Number) },
      },
    },
  });
  expect((await proceed("proceed to implementation")).code).toBe(3);
  expect((await proceed("proceed to verification")).code).toBe(3);
  const last = await proceed("proceed to commit");
  expect(last.code).toBe(0);
  expect(new Set(statuses(last.stdout).map((each) => each.split(" ")[1]))).toEqual(
    new Set(["completed"]),
  );
  // All of it is on the run's branch, committed once; the user's own stays as it is until `finish`.
  const branch = `pawl/${place.run()}`;
  expect(git("log", "--format=%s")).toBe("begin\n");
  expect(git("status", "--porcelain")).toBe("");
  expect(git("log", "--no-merges", "--format=%s", branch)).toBe(
    "implement: build what was approved of the specification\nbegin\n",
  );
  expect(git("diff", "--name-only", "HEAD", branch)).toBe("greeting.mjs\ngreeting.test.mjs\n");
  const { stdout } = await place.pawl("artifacts", place.run(), "commit_state");
  expect(stdout).toContain('"greeting.test.mjs"');
  // The merge into it is the user's own, and needs to be told who that is.
  git("config", "user.name", "t");
  git("config", "user.email", "t@localhost");
  expect(await place.pawl("finish", place.run())).toMatchObject({ code: 0, stderr: "" });
  expect(place.read("greeting.mjs")).toContain("Hello");
});

test.each([
  [
    "a criterion is taken out of the specification",
    "grep -v AC-1.1.2 docs/spec.md > less && mv less docs/spec.md",
    "checks-kept",
  ],
  ["the module cannot be read", "echo '}' >> greeting.mjs", "build"],
  ["a test fails", "echo 'test(\"x\", () => assert.fail());' >> greeting.test.mjs", "tests"],
  [
    "code is not covered",
    "printf 'export function other() {\\n  return 1;\\n}\\n' >> greeting.mjs",
    "coverage",
  ],
  ["a standard is not kept", "echo 'if (!greeting) debugger;' >> greeting.mjs", "standards"],
])("its gate does not hold if %s", async (_, command, check) => {
  const was = "- run: node --test\n";
  await isolated(was, `${was}          - run: ${JSON.stringify(command)}\n`);
  await place.pawl("run", "pawl.yaml");
  const resumed = await proceed("proceed to implementation");
  expect(resumed.code).toBe(1);
  expect(statuses(resumed.stdout)).toContain("implementation failed");
  expect((await place.pawl("why")).stdout).toContain(`\n  ${check} (`);
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
  expect(place.read("mine.yaml")).toContain('default: "node --check greeting.mjs"');
});

test.each(["claude", "codex", "gemini"])("for %s it is a valid plan", async (agent) => {
  expect(await place.pawl("init", "-t", "isolated", "--agent", agent)).toMatchObject({ code: 0 });
  const bin = join(place.dir, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, agent), "#!/bin/sh\n", { mode: 0o755 });
  place.env["PATH"] = `${bin}:${process.env["PATH"]}`;
  const { stdout } = await place.pawl("validate", "pawl.yaml");
  expect(stdout).toBe("pawl.yaml is valid: 4 phases, 7 tasks\n");
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
  [
    ["-t", "x"],
    'pawl: --template does not know "x"; there is: starter, commands, isolated, tdd, discovery, specialists\n',
  ],
  [
    ["-t", "commands", "--kind", "nodejs"],
    'pawl: --kind does not know "nodejs"; did you mean "node"?\n',
  ],
  [
    ["--agent", "claude"],
    "pawl: --agent is for the templates isolated, tdd, discovery and specialists: pawl init -t isolated --agent claude\n",
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

const begin = (): string =>
  git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "begin");

test.each([
  ["isolated", 2],
  ["specialists", 8],
  ["tdd", 8],
])(
  "%s makes a repository of an empty folder, so that its plan runs as it is",
  async (name, files) => {
    const { code, stdout } = await place.pawl("init", "-t", name);
    expect(code).toBe(0);
    expect(stdout).toContain("made a git repository of it, with all of this as its first commit\n");
    expect(git("status", "--porcelain")).toBe("");
    expect(git("ls-files").trim().split("\n")).toHaveLength(files);
    expect(await place.pawl("validate", "pawl.yaml")).toMatchObject({ code: 0, stderr: "" });
  },
);

test("tdd says what it needs: a repository, a commit, and somebody who knows the tasks", async () => {
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { code, stderr } = await place.pawl("init", "-t", "tdd", ...args);
    expect(code).toBe(2);
    return stderr.replaceAll(place.dir, "/here");
  };
  place.write("README.md", "mine");
  expect(await refused()).toBe(
    "pawl: the template tdd works in git worktrees, and /here is in no repository: git init && git commit --allow-empty -m begin\n",
  );
  git("init", "-q");
  expect(await refused()).toBe(
    "pawl: the template tdd works in git worktrees, and the repository has no commit yet: git commit --allow-empty -m begin\n",
  );
  begin();
  mkdirSync(join(place.dir, "docs/office"), { recursive: true });
  place.write("docs/office/tasks.yaml", "tasks: [{ id: one, title: One }]\n");
  expect(await refused()).toBe(
    "pawl: docs/office/tasks.yaml is your own, and the scripted agents know the sample's tasks only: pawl init -t tdd --agent claude\n",
  );
  expect(readdirSync(place.dir).sort()).toEqual([".git", "README.md", "docs"]);
});

test("tdd, and the list of tasks by itself, are valid where they were written", async () => {
  git("init", "-q");
  begin();
  expect(await place.pawl("init", "-t", "tdd")).toMatchObject({ code: 0, stderr: "" });
  const waits =
    "stats waits for core, because stats-001 depends on core-002\nexport waits for core, because export-001 depends on core-002\n";
  expect(await place.pawl("validate", "pawl.yaml")).toEqual({
    code: 0,
    signal: null,
    stdout: `${waits}\npawl.yaml is valid: 3 phases, 9 tasks\n`,
    stderr: "",
  });
  const bin = join(place.dir, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "codex"), "#!/bin/sh\n", { mode: 0o755 });
  place.env["PATH"] = `${bin}:${process.env["PATH"]}`;
  const plain = await place.pawl("validate", "docs/office/tasks.yaml", "--agent", "codex");
  expect(plain.stdout).toContain('  defaults: { pipeline: { tdd: true, test: "npm test" } }\n');
  expect(plain.stdout).toContain("there is no agent builder here: codex does its tasks\n");
  expect(plain.stdout).toMatch(/\ndocs\/office\/tasks.yaml is valid: 3 phases, 9 tasks\n$/);
  const shown = await place.pawl("run", "docs/office/tasks.yaml", "--agent", "codex", "--dry-run");
  expect(shown.code).toBe(0);
  expect(shown.stderr).toBe(plain.stdout.replace(/\n\n.*\n$/, "\n"));
});

test("specialists says what it needs, and writes agents and a sample beside the plan", async () => {
  const init = async (...args: readonly string[]) => {
    const ended = await place.pawl("init", "-t", "specialists", ...args);
    return { ...ended, stderr: ended.stderr.replaceAll(place.dir, "/here") };
  };
  place.write("README.md", "mine");
  expect(await init()).toMatchObject({
    code: 2,
    stderr:
      "pawl: the template specialists works in git worktrees, and /here is in no repository: git init && git commit --allow-empty -m begin\n",
  });
  git("init", "-q");
  begin();
  place.write(
    "PROGRESS.json",
    '{ "phases": [{ "id": 1, "tasks": [{ "id": "1.1", "title": "One" }] }] }',
  );
  expect(await init()).toMatchObject({
    code: 2,
    stderr:
      "pawl: PROGRESS.json is your own, and the scripted agents know the sample's tasks only: pawl init -t specialists --agent claude\n",
  });
  expect(readdirSync(place.dir).sort()).toEqual([".git", "PROGRESS.json", "README.md"]);
  const { code, stdout } = await init("--agent", "codex");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^wrote pawl\.yaml \(specialists, with codex agents\)\nwrote \.claude\/agents\/l2-backend-specialist\.md /,
  );
  expect(stdout).not.toMatch(/wrote (?:PROGRESS\.json|agents)/);
});

test("discovery in a repository says what is to be committed, and knows whose project it is", async () => {
  git("init", "-q");
  const written = await place.pawl("init", "-t", "discovery", "--agent", "claude");
  expect(written).toMatchObject({ code: 0, stderr: "" });
  expect(written.stdout).toContain(
    "  git add pawl.yaml e2e/notes.mjs package.json src/api.mjs src/notes.mjs src/server.mjs test/notes.test.mjs && git commit -m sample   worktrees begin from a commit\n",
  );
  expect(git("status", "--porcelain")).toContain("?? pawl.yaml\n");
});

test("discovery in a project of one's own needs a commit, and a real agent", async () => {
  place.write("package.json", '{ "scripts": { "test": "node --test" } }');
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { code, stderr } = await place.pawl("init", "-t", "discovery", ...args);
    expect(code).toBe(2);
    return stderr.replaceAll(place.dir, "/here");
  };
  expect(await refused()).toBe(
    "pawl: the template discovery works in git worktrees, and /here is in no repository: git init && git commit --allow-empty -m begin\n",
  );
  git("init", "-q");
  begin();
  expect(await refused()).toBe(
    "pawl: there is a project in /here, and the scripted agents know the sample only: pawl init -t discovery --agent claude\n",
  );
  expect(readdirSync(place.dir).sort()).toEqual([".git", "package.json"]);
  const written = await place.pawl("init", "-t", "discovery", "--agent", "claude", "--json");
  expect(JSON.parse(written.stdout)).toEqual({
    file: "pawl.yaml",
    template: "discovery",
    agent: "claude",
  });
});
