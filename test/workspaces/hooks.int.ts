import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { startOf } from "../../src/processes/identity.ts";
import { workspaces } from "../../src/workspaces/workspaces.ts";
import { commitWork } from "../../src/workspaces/commit.ts";
import { temporaryFolder } from "../git/rig.ts";
import { Bench, committed, executor, refusal, workspace } from "./commitRig.ts";

const PERFORM = fileURLToPath(new URL("fixtures/perform.mjs", import.meta.url));

const changed = (): Bench => {
  const bench = new Bench();
  bench.work.write({ "a.txt": "A\n" });
  return bench;
};

const messageOf = (bench: Bench, commit: string | undefined): string =>
  bench.user.git("log", "-1", "--format=%B", commit!);

describe("hooks of the repository", () => {
  test("see the commit before and after, in the worktree, with nothing of our environment", async () => {
    const bench = changed();
    const seen = join(temporaryFolder(), "seen");
    const tell = (more = "") =>
      `{ echo "$(basename "$0") $GIT_AUTHOR_NAME $SECRET_OF_OURS"; git diff --cached --name-only HEAD; pwd; ${more}; } >> '${seen}'`;
    bench.hook("pre-commit", tell(":"));
    bench.hook("prepare-commit-msg", tell('echo "$2"'));
    bench.hook("commit-msg", tell('head -n 1 "$1"'));
    bench.hook("post-commit", tell("git log -1 --format=%s"));
    process.env["SECRET_OF_OURS"] = "x";
    const { commit, notes } = await committed(bench.order());
    delete process.env["SECRET_OF_OURS"];
    expect(notes).toBeUndefined();
    expect(bench.commits()).toEqual([commit]);
    const { path } = bench.open;
    const subject = "parse: reads what is there";
    expect(readFileSync(seen, "utf8")).toBe(
      [
        `pre-commit Bo \na.txt\n${path}`,
        `prepare-commit-msg Bo \na.txt\n${path}\nmessage`,
        `commit-msg Bo \na.txt\n${path}\n${subject}`,
        `post-commit Bo \n${path}\n${subject}\n`,
      ].join("\n"),
    );
  });

  test("are found where the repository is configured to have them", async () => {
    const bench = changed();
    bench.work.program(".husky/pre-commit", "#!/bin/sh\necho no >&2; exit 1\n");
    bench.user.git("config", "core.hooksPath", ".husky");
    expect((await refusal(bench.order())).message).toMatch(/^the repository's hook pre-commit /);
  });

  test("that fail refuse the commit, with what they wrote", async () => {
    const bench = changed();
    bench.hook("pre-commit", "echo looking; echo 'a.txt:1 is ugly' >&2; exit 3");
    expect(await refusal(bench.order())).toEqual({
      class: "not-accepted",
      message: "the repository's hook pre-commit refuses the commit: exit 3",
      code: 3,
      tail: "looking\na.txt:1 is ugly",
    });
    expect(bench.commits()).toEqual([]);
    bench.hook("pre-commit", "exit 0");
    expect((await committed(bench.order({ attempt: 2 }))).files).toEqual(["a.txt"]);
  });

  test("that commit by themselves refuse the commit, and say so to people", async () => {
    const bench = changed();
    bench.hook("pre-commit", "git -c core.hooksPath=/dev/null commit -qam theirs");
    const { path, branch } = bench.open;
    const { class: kind, message } = await refusal(bench.order());
    const theirs = bench.user.git("rev-parse", branch).slice(0, 12);
    expect([kind, message]).toEqual([
      "not-accepted",
      `a hook of the repository (pre-commit, prepare-commit-msg or commit-msg) made a commit of its own (${theirs}) while Pawl was committing to ${branch}; what hooks change of files is committed anyway: let the hook leave the commit to Pawl, or set \`workspace: { hooks: false }\``,
    ]);
    bench.hook("pre-commit", "exit 0");
    const made = await committed(bench.order({ attempt: 2 }));
    expect(made.files, path).toEqual(["a.txt"]);
    expect(bench.commits()).toEqual([made.commit]);
  });

  test("are run again where the same is asked for again after a refusal", async () => {
    const bench = changed();
    bench.hook("pre-commit", "exit 3");
    const order = bench.order();
    await refusal(order);
    bench.hook("pre-commit", "exit 0");
    expect((await committed(order)).files).toEqual(["a.txt"]);
  });

  test("are left alone where the plan says so", async () => {
    const bench = changed();
    bench.hook("pre-commit", "exit 1");
    const made = await committed(bench.order({ workspace: { ...workspace, hooks: false } }));
    expect(made.files).toEqual(["a.txt"]);
  });

  test("may change files: what they leave is committed", async () => {
    const bench = changed();
    bench.hook("pre-commit", "echo formatted > a.txt; echo new > made.txt");
    const { commit, files } = await committed(bench.order());
    expect(files).toEqual(["a.txt", "made.txt"]);
    expect(bench.user.filesOf(commit!)).toMatchObject({ "a.txt": "formatted", "made.txt": "new" });
    expect(bench.work.git("status", "--porcelain")).toBe("");
  });

  test("may not change files out of the task's scope", async () => {
    const bench = changed();
    bench.hook("pre-commit", "echo new > made.txt");
    const { message } = await refusal(bench.order({ scope: { include: ["a.txt"] } }));
    expect(message).toMatch(/^the task changed a file out of its scope: made.txt; /);
    expect(bench.commits()).toEqual([]);
  });

  test("that take back all of it leave nothing to commit", async () => {
    const bench = changed();
    bench.hook("pre-commit", "echo a > a.txt");
    expect((await committed(bench.order())).notes).toEqual([
      "the task changed nothing, so nothing was committed",
    ]);
    expect(bench.commits()).toEqual([]);
  });

  test("may add to the message", async () => {
    const bench = changed();
    bench.hook("prepare-commit-msg", `sed -i.bak '1s/^/JIRA-1 /' "$1"; rm "$1.bak"`);
    bench.hook("commit-msg", `echo 'Change-Id: I1' >> "$1"`);
    const { commit } = await committed(bench.order());
    expect(messageOf(bench, commit)).toMatch(/^JIRA-1 parse: .*\n\nPawl-Run: r\n.*Change-Id: I1$/s);
  });

  test("may not take away what Pawl knows the commit by", async () => {
    const bench = changed();
    bench.hook("commit-msg", 'echo "my own" > "$1"');
    expect(await refusal(bench.order())).toEqual({
      class: "not-accepted",
      message:
        "a hook of the repository (prepare-commit-msg or commit-msg) took away the last lines of the message, which begin with `Pawl-`; Pawl knows its commits by them: let the hook keep them, or set `workspace: { hooks: false }`",
    });
  });

  test("that fail after the commit change nothing, which is said", async () => {
    const bench = changed();
    bench.hook("post-commit", "exit 5");
    const { commit, notes } = await committed(bench.order());
    expect(bench.commits()).toEqual([commit]);
    expect(notes).toEqual([
      "the repository's hook post-commit failed, which changes nothing: exit 5",
    ]);
  });

  test("see the agent's own commits as part of the task's", async () => {
    const bench = new Bench();
    bench.work.commit({ "c.txt": "c\n" });
    const seen = join(temporaryFolder(), "seen");
    bench.hook("pre-commit", `git diff --cached --name-only HEAD > '${seen}'`);
    await committed(bench.order());
    expect(readFileSync(seen, "utf8")).toBe("c.txt\n");
  });

  test("leave nothing running", async () => {
    const bench = changed();
    const file = join(temporaryFolder(), "pid");
    bench.hook("pre-commit", `sleep 1000 >/dev/null 2>&1 & echo $! > '${file}'`);
    await committed(bench.order());
    const pid = Number(readFileSync(file, "utf8"));
    expect(pid).toBeGreaterThan(0);
    expect(startOf(pid)).toBeUndefined();
  });

  test("are ended with the order", async () => {
    const bench = changed();
    const folder = temporaryFolder();
    const file = join(folder, "begun");
    bench.hook("pre-commit", `echo > '${file}'; exec sleep 1000`);
    const ending = new AbortController();
    const made = commitWork(bench.order(), { executor }, ending.signal);
    await until(() => existsSync(file));
    ending.abort();
    await expect(made).rejects.toThrow("hook pre-commit: it was broken off");
    writeFileSync(file, "");
    expect(bench.commits()).toEqual([]);
  });

  test("go on when Pawl is killed, and are not run a second time", async () => {
    const { bench, order, child, begun, release, runs } = await hanging();
    child.kill("SIGKILL");
    await once(child, "close");
    const works = workspaces({ executor, env: {} });
    await works.endLeft(order);
    const made = committed(order);
    release();
    const { commit, files } = await made;
    expect(bench.commits()).toEqual([commit]);
    expect(files).toEqual(["a.txt", "made.txt"]);
    expect(runs()).toBe(1);
    expect(startOf(begun)).toBeUndefined();
  });

  test("are run again where they are gone with Pawl", async () => {
    const { bench, order, child, begun, release, runs } = await hanging();
    child.kill("SIGKILL");
    await once(child, "close");
    process.kill(begun, "SIGKILL");
    release();
    const { commit } = await committed(order);
    expect(bench.commits()).toEqual([commit]);
    expect(runs()).toBe(2);
  });

  test("are ended where something else is asked for", async () => {
    const { order, child, begun } = await hanging();
    child.kill("SIGKILL");
    await once(child, "close");
    await workspaces({ executor, env: {} }).endLeft({ ...order, folder: temporaryFolder() });
    expect(startOf(begun)).toBeUndefined();
  });
});

/** A driver whose commit waits for a hook. */
async function hanging() {
  const bench = changed();
  const folder = temporaryFolder();
  const [pid, go, count] = ["pid", "go", "count"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  bench.hook(
    "pre-commit",
    `echo x >> '${count}'; echo new > made.txt; echo $$ > '${pid}'; while [ ! -e '${go}' ]; do sleep 0.05; done`,
  );
  const order = bench.order({ run: `r-${process.pid}-${++hangings}` });
  const args = [PERFORM, "commit", JSON.stringify(order), "{}"];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  await until(() => existsSync(pid) && readFileSync(pid, "utf8").endsWith("\n"));
  return {
    bench,
    order,
    child,
    begun: Number(readFileSync(pid, "utf8")),
    release: () => writeFileSync(go, ""),
    runs: () => readFileSync(count, "utf8").length / 2,
  };
}

let hangings = 0;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
