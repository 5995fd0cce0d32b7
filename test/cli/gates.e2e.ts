import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { carrying, until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  mkdirSync(place.env["PAWL_WORKTREES"]!, { recursive: true });
  git("init", "-q", "-b", "main");
  place.write("add.js", "export const add = (a, b) => a + b;\n");
  place.write("plan.yaml", PLAN);
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "first");
});
afterEach(() => place.remove());

const git = (...args: string[]): string =>
  execFileSync("git", args, { cwd: place.dir, env: place.env, encoding: "utf8" });

const PLAN = `pawl: 1
name: gated
phases:
  - id: build
    tasks: [{ id: code, run: 'echo "// built" >> add.js' }]
    gate:
      checks: [{ id: built, run: "grep -q built add.js && ! grep -q broken add.js" }]
      approve: { phrase: proceed to ship, checklist: [it was looked at] }
  - { id: ship, run: 'true' }
`;

/** Clean checkouts of the run, which lie outside of the repository. */
const checkouts = (): string[] =>
  readdirSync(place.env["PAWL_WORKTREES"]!, { recursive: true, encoding: "utf8" })
    .filter((each) => each.includes(`/${place.run()}/`) && /@gate@[^/]*$/.test(each))
    .map((each) => basename(each));

interface Approving {
  readonly approving: readonly { readonly digest: string; readonly round: number }[];
}

const evidence = async (): Promise<Approving["approving"][number]> => {
  const { stdout } = await place.pawl("approve", "--json");
  return (JSON.parse(stdout) as Approving).approving[0]!;
};

const approve = async (digest: string) =>
  place.pawl("approve", "--phrase", "proceed to ship", "--evidence", digest);

describe("a gate, from the command line", () => {
  test("is checked, waits, and lets pass what was approved", async () => {
    const ended = await place.pawl("run", "plan.yaml");
    const run = place.run();
    expect(ended.code).toBe(3);
    expect(ended.stdout).toMatch(new RegExp(`; pawl approve ${run} build\n$`));
    const shown = await place.pawl("approve");
    expect(shown.stdout).toMatch(/^ {2}add\.js {2}\+1 -0$/m);
    expect(shown.stdout).toMatch(/^ {2}passed {2}built \(run\): /m);
    const { digest } = await evidence();
    expect((await approve(digest)).code).toBe(0);
    expect((await approve(digest)).code).toBe(2);
    expect((await place.pawl("resume", run)).code).toBe(0);
    expect(place.types().filter((each) => each === "attempt-started")).toHaveLength(2);
  });

  test("tells whoever approves that the phase changed what its checks start", async () => {
    place.write("check.sh", "grep -q built add.js\n");
    place.write(
      "plan.yaml",
      PLAN.replace(/run: "grep.*" \}/, "run: sh check.sh }").replace(
        "run: 'echo",
        "run: 'echo exit 0 > check.sh; echo",
      ),
    );
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "a check");
    expect((await place.pawl("run", "plan.yaml")).code).toBe(3);
    const note =
      "the phase changed what its checks start, which was run as it was before: check.sh";
    expect((await place.pawl("approve")).stdout).toContain(
      `\n\nKnow before you approve:\n  ! ${note}\n\nChanged since`,
    );
    expect(await evidence()).toMatchObject({ notes: [note] });
    expect((await place.pawl("why")).stdout).toContain("check.sh");
    expect((await place.pawl("status")).stdout).toContain(note);
  });

  test("refuses to approve files that have changed since, and asks afresh", async () => {
    await place.pawl("run", "plan.yaml");
    const run = place.run();
    const { digest } = await evidence();
    place.write("add.js", "export const add = (a, b) => a - b; // built\n");
    place.write("new.js", "");
    const stale = await approve(digest);
    expect(stale).toMatchObject({ code: 2, stdout: "" });
    expect(stale.stderr).toMatch(
      new RegExp(
        `^pawl: the evidence of build is stale: the files have changed since they were checked \\(tree \\w{12}, now \\w{12}\\): add.js, new.js; pawl resume ${run} checks its gate again\n$`,
      ),
    );
    expect((await place.pawl("resume", run)).code).toBe(3);
    const again = await evidence();
    expect(again.round).toBe(2);
    expect(again.digest).not.toBe(digest);
    const old = await approve(digest);
    expect(old.code).toBe(2);
    expect(old.stderr).toMatch(
      /^pawl: the evidence of build has changed: it is \w{12} now, and \w{12} was approved: the files were tree \w{12}, and are \w{12} now\n$/,
    );
    expect((await approve(again.digest)).code).toBe(0);
    expect((await place.pawl("resume", run)).code).toBe(0);
  });

  test("is approved from two terminals at once in sqlite, too", async () => {
    place.env["PAWL_STATE"] = "sqlite";
    expect((await place.pawl("run", "plan.yaml")).code).toBe(3);
    const { digest } = await evidence();
    const both = await Promise.all([approve(digest), approve(digest)]);
    expect(both.map((each) => each.code).sort((a, b) => a! - b!)).toEqual([0, 2]);
    expect((await place.pawl("resume")).code).toBe(0);
  });

  test("is approved while the run is driven: its driver goes on by itself", async () => {
    place.write(
      "plan.yaml",
      `${PLAN}  - { id: beside, depends_on: [], run: 'until test -e go; do sleep 0.02; done' }\n`,
    );
    const driving = place.start("run", "plan.yaml");
    await until("the gate waits", () => place.types().includes("approval-requested"));
    const approved = await approve((await evidence()).digest);
    expect(approved.stdout).toMatch(
      /^build is approved; the process that drives the run goes on with it; /,
    );
    await until("the next phase is done", () =>
      place
        .events()
        .some(({ event }) => event.type === "phase-completed" && event.phase === "ship"),
    );
    place.write("go", "");
    expect((await driving.ended).code).toBe(0);
  });

  test("goes on where it was approved by somebody whose driver was killed", async () => {
    place.write(
      "plan.yaml",
      `${PLAN}  - { id: beside, depends_on: [], run: 'until test -e go; do sleep 0.02; done' }\n`,
    );
    const driving = place.start("run", "plan.yaml");
    await until("the gate waits", () => place.types().includes("approval-requested"));
    const { digest } = await evidence();
    driving.kill("SIGKILL");
    await driving.ended;
    expect((await approve(digest)).stdout).toBe(
      `build is approved; pawl resume ${place.run()} goes on\n`,
    );
    place.write("go", "");
    expect((await place.pawl("resume")).code).toBe(0);
    expect(place.types().filter((each) => each === "gate-approved")).toHaveLength(1);
    expect(place.types().filter((each) => each === "attempt-started")).toHaveLength(3);
  });

  test.each(["abort", "pause"])(
    "leaves nothing running and no checkout after its driver was killed, and then %s",
    async (command) => {
      place.write(
        "plan.yaml",
        PLAN.replace('run: "grep -q built', 'run: "sleep 600; grep -q built'),
      );
      const driving = place.start("run", "plan.yaml");
      await until("its check runs", () => carrying("PAWL_CHECK", "built").length > 0);
      expect(checkouts()).toContain("@gate@build@1");
      driving.kill("SIGKILL");
      await driving.ended;
      const said = {
        abort: "is aborted; nothing of it is left running",
        pause: `is paused: nothing new is started. pawl resume ${place.run()} goes on`,
      }[command];
      expect((await place.pawl(command)).stdout).toBe(`run ${place.run()} ${said}\n`);
      expect(carrying("PAWL_RUN", place.run())).toEqual([]);
      expect(checkouts()).toEqual([]);
    },
  );

  test("that was rejected is asked again, after the work was done again", async () => {
    await place.pawl("run", "plan.yaml");
    const run = place.run();
    const { digest } = await evidence();
    expect((await place.pawl("reject", "--reason", "say it twice")).code).toBe(0);
    expect((await place.pawl("resume", run)).code).toBe(3);
    expect(git("show", "HEAD:add.js").match(/built/g) ?? []).toHaveLength(0);
    expect(place.read("add.js").match(/built/g)).toHaveLength(2);
    expect((await evidence()).round).toBe(2);
    expect((await approve(digest)).code).toBe(2);
  });

  test("that does not hold fails the run, and says what leads on", async () => {
    place.write("add.js", "broken\n");
    const { code } = await place.pawl("run", "plan.yaml");
    expect(code).toBe(1);
    const why = await place.pawl("why");
    expect(why.stdout).toMatch(
      /failed: the gate of build does not hold\.\n\nthe gate of build does not hold \(round 1\):\n {2}built \(run\): /,
    );
    place.write("add.js", "built\n");
    expect((await place.pawl("resume", place.run())).code).toBe(3);
  });

  test("goes back to a completed phase, whose gate asks again", async () => {
    await place.pawl("run", "plan.yaml");
    const run = place.run();
    await approve((await evidence()).digest);
    await place.pawl("resume", run);
    expect((await place.pawl("rollback", "build", "--yes")).code).toBe(0);
    expect((await place.pawl("resume", run)).code).toBe(3);
    const { digest, round } = await evidence();
    expect(round).toBe(2);
    await approve(digest);
    expect((await place.pawl("resume", run)).code).toBe(0);
    expect(place.types().filter((each) => each === "attempt-started")).toHaveLength(3);
  });
});

test("time never approves: it tells somebody and goes on waiting, or sends the phase back", async () => {
  const withTimeout = (timeout: string): void => {
    place.write(
      "plan.yaml",
      PLAN.replace("[it was looked at]", `[it was looked at], timeout: ${timeout}`),
    );
  };
  withTimeout(`{ after: 1s, then: escalate, run: 'echo "$PAWL_NOTIFY_TEXT" > told' }`);
  expect((await place.pawl("run", "plan.yaml")).code).toBe(3);
  const run = place.run();
  const { until: due } = place
    .events()
    .map((each) => each.event)
    .find((each) => each.type === "approval-requested")!;
  await until("its time is over", () => Date.now() > due!);
  expect((await place.pawl("resume")).code).toBe(3);
  expect(place.read("told")).toBe(
    `nobody approved build of run ${run} within 1s (pawl approve ${run} build)\n`,
  );
  expect((await place.pawl("resume")).code).toBe(3);
  expect(place.types().filter((each) => each === "approval-escalated")).toHaveLength(1);
  expect((await approve((await evidence()).digest)).code).toBe(0);
});
