import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Check } from "../../src/cli/doctor/check.ts";
import { atLeast, gitCheck } from "../../src/cli/doctor/programs.ts";
import { RepositoryPlace } from "./repository.ts";
import { until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const sh = (command: string): string =>
  execFileSync("/bin/sh", ["-c", command], { cwd: place.dir, env: place.env, encoding: "utf8" });

interface Answer {
  readonly code: number | null;
  readonly verdict: string;
  readonly checks: readonly Check[];
}

async function doctor(...args: string[]): Promise<Answer> {
  const ended = await place.pawl(...args, "doctor", "--json");
  expect(ended.stderr).toBe("");
  return { code: ended.code, ...(JSON.parse(ended.stdout) as Omit<Answer, "code">) };
}

test("where all is well each line says what was found, and the exit status is 0", async () => {
  const ended = await place.pawl("doctor");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(ended.stdout.replace(/[\d.]+ (ms|GiB)/g, "N $1")).toBe(
    [
      `ok       node: ${process.versions.node} (${process.execPath})`,
      "ok       shell: /bin/sh",
      `ok       perl: ${sh("perl -e 'printf \"%vd\", $^V'")} (${sh("command -v perl").trim()})`,
      `ok       git: ${sh("git --version").trim().replace("git version ", "")}`,
      `ok       sandbox: bubblewrap works (${sh("command -v bwrap").trim()})`,
      `ok       state folder: ${join(place.dir, ".pawl")} (made by the first run), a durable write takes N ms`,
      "ok       disk: N GiB free",
      "ok       runs: none yet",
      "",
      "all is well\n",
    ].join("\n"),
  );
  expect(readdirSync(place.dir)).toEqual([]);
});

test("a folder that cannot be written to is a problem, and the exit status is 1", async () => {
  const { code, verdict, checks } = await doctor("-C", "/proc");
  expect({ code, verdict }).toEqual({ code: 1, verdict: "problem" });
  expect(checks).toContainEqual({
    name: "state folder",
    verdict: "problem",
    text: expect.stringMatching(/^\/proc cannot be written to: /) as string,
    fix: "make it writable, or work in a folder on a local disk",
  });
});

describe("in a git repository", () => {
  beforeEach(() => sh("git init -q"));

  test("a state folder that git would see is a warning, and the line offered puts it right", async () => {
    const before = await doctor();
    const found = before.checks.find((each) => each.name === "git ignores")!;
    expect(found).toMatchObject({
      verdict: "warning",
      fix: `echo .pawl/ >> ${join(place.dir, ".git/info/exclude")}`,
    });
    expect(before.code).toBe(0);
    sh(found.fix!);
    expect(await doctor()).toMatchObject({ code: 0, verdict: "ok" });
  });
});

describe("programs that are missing", () => {
  const without = (...names: string[]): void => {
    mkdirSync(join(place.dir, "bin"));
    const found = new Map(
      ["/usr/bin", "/bin"].flatMap((folder) =>
        readdirSync(folder).map((name) => [name, join(folder, name)] as const),
      ),
    );
    for (const [name, path] of found)
      if (!names.includes(name)) symlinkSync(path, join(place.dir, "bin", name));
    place.env["PATH"] = join(place.dir, "bin");
  };

  test("git and perl can be done without", async () => {
    without("git", "perl");
    const { code, checks } = await doctor();
    expect(code).toBe(0);
    expect(checks.filter((each) => each.verdict !== "ok")).toEqual([
      {
        name: "perl",
        verdict: "warning",
        text: "not found on the PATH; node does its work, a tenth of a second slower for each task",
        fix: "install perl, if your plans have many short tasks",
      },
      {
        name: "git",
        verdict: "warning",
        text: "not found on the PATH; plans run without it, pawl demo does not",
        fix: "install git",
      },
    ]);
  });

  test("without perl and mkfifo nothing can be started", async () => {
    without("mkfifo", "perl");
    expect(await doctor()).toMatchObject({ code: 1, verdict: "problem" });
  });
});

describe("runs", () => {
  beforeEach(() =>
    place.write(
      "plan.yaml",
      'pawl: 1\nname: p\nphases:\n  - { id: a, run: "while [ ! -e go ]; do sleep 0.05; done" }\n',
    ),
  );

  test("one whose driver was killed: named with what goes on; one that is driven: with its driver", async () => {
    const driver = place.start("run", "plan.yaml");
    await until("the attempt is there", () => place.types().includes("attempt-started"));
    const run = place.run();
    expect((await doctor()).checks).toContainEqual({
      name: `run ${run}`,
      verdict: "ok",
      text: expect.stringMatching(`^driven by process ${driver.child.pid} on `) as string,
    });
    driver.kill("SIGKILL");
    await driver.ended;
    const { code, checks } = await doctor();
    expect(code).toBe(0);
    expect(checks.filter((each) => each.verdict !== "ok")).toEqual([
      {
        name: `run ${run}`,
        verdict: "warning",
        text: "interrupted: the process that drove it is gone",
        fix: `pawl resume ${run}`,
      },
    ]);
    place.write("go", "");
    expect(await place.pawl("resume", run)).toMatchObject({ code: 0 });
    expect(await doctor()).toMatchObject({ code: 0, verdict: "ok" });
  });

  test("one whose journal was changed by hand is a problem", async () => {
    place.write("go", "");
    await place.pawl("run", "plan.yaml");
    appendFileSync(place.journalPath(), "{}\n");
    const { code, checks } = await doctor();
    expect(code).toBe(1);
    expect(checks.at(-1)).toMatchObject({
      name: `run ${place.run()}`,
      verdict: "problem",
      fix: `pawl audit ${place.run()} --verify`,
    });
  });

  test.each([
    ["missing", (path: string) => rmSync(path)],
    ["empty", (path: string) => writeFileSync(path, "")],
  ])(
    "one whose journal is %s is one problem, and the others are looked at",
    async (state, lose) => {
      const driver = place.start("run", "plan.yaml");
      await until("the attempt is there", () => place.types().includes("attempt-started"));
      const run = place.run();
      driver.kill("SIGKILL");
      await driver.ended;
      const path = place.journalPath();
      // The driver had no time to write its head record, or had.
      const seq = place.events().length;
      const summary = { run, plan: "p", status: "running", startedAt: 1, updatedAt: 1 };
      writeFileSync(
        join(dirname(path), "head.json"),
        JSON.stringify({ seq, hash: "", size: 1, summary }),
      );
      lose(path);
      place.write("go", "");
      expect((await place.pawl("run", "plan.yaml")).code).toBe(0);
      const { code, checks } = await doctor();
      expect(code).toBe(1);
      expect(checks).toContainEqual({ name: "runs", verdict: "ok", text: "2 runs" });
      expect(checks.filter(({ verdict }) => verdict !== "ok")).toEqual([
        {
          name: `run ${run}`,
          verdict: "problem",
          text:
            `the journal of run ${run} is damaged: ${path} is ${state}, and event ${seq} had been recorded. ` +
            `Nothing was overwritten. pawl state repair ${run} shows what can be done; there is no verified copy of it.`,
          fix: `pawl state repair ${run}`,
        },
      ]);
    },
  );

  test("a lock that a dead process left is said to stop nobody", async () => {
    place.write("go", "");
    await place.pawl("run", "plan.yaml");
    const lock = join(place.dir, ".pawl/runs", place.run(), "journal.lock");
    place.write(
      join(".pawl/runs", place.run(), "journal.lock"),
      JSON.stringify({ host: sh("hostname").trim(), boot: "another", pid: 1, start: "1" }),
    );
    expect((await doctor()).checks.at(-1)).toEqual({
      name: `run ${place.run()}`,
      verdict: "warning",
      text: `${lock} is left by a process that is gone`,
      fix: "nothing: the next command that needs it takes it over",
    });
  });
});

test.each([
  ["20.19.0", "20.19.0", true],
  ["20.20.2", "20.19.0", true],
  ["22.1.0", "20.19.0", true],
  ["20.9.0", "20.19.0", false],
  ["18.99.99", "20.19.0", false],
])("node %s is at least %s: %s", (version, needed, answer) => {
  expect(atLeast(version, needed)).toBe(answer);
});

test("a git that is too old for worktrees is a warning, for all else runs", () => {
  expect(gitCheck("2.37.1 (Apple Git-137)")).toEqual({
    name: "git",
    verdict: "warning",
    text: "2.37.1 (Apple Git-137); phases with worktrees need 2.38, all else runs",
    fix: "install git 2.38 or later",
  });
  expect(gitCheck("2.38.0").verdict).toBe("ok");
});

test("in a repository it says where worktrees are, and which runs will not go on", async () => {
  const repository = new RepositoryPlace();
  const worktrees = async (): Promise<Check | undefined> => {
    const { stdout } = await repository.pawl("doctor", "--json");
    const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
    return checks.find((each) => each.name === "worktrees");
  };
  try {
    expect(await worktrees()).toEqual({
      name: "worktrees",
      verdict: "ok",
      text: expect.stringMatching(/^\S+, none now, [\d.]+ GiB free$/) as string,
    });
    repository.write(
      "plan.yaml",
      "pawl: 1\nname: shop\nworkspace: worktree\nphases: [{ id: cart, run: exit 1 }]\n",
    );
    await repository.pawl("run", "plan.yaml");
    const id = repository.run();
    expect(await worktrees()).toMatchObject({
      verdict: "ok",
      text: expect.stringContaining(", of 1 run, ") as string,
    });
    rmSync(join(repository.dir, ".pawl"), { recursive: true });
    expect(await worktrees()).toMatchObject({
      verdict: "warning",
      text: expect.stringMatching(new RegExp(`; ${id} will not go on$`)) as string,
      fix: "pawl gc takes away what they have left",
    });
  } finally {
    repository.remove();
  }
});
