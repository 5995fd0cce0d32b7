import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeGithub, shown, TOKEN } from "../github/server.ts";
import { problems } from "../views/problems.ts";
import { carrying, endProcess, until, Workspace } from "./rig.ts";
import type { Started } from "./rig.ts";

let github: FakeGithub;
let place: Workspace;
beforeEach(async () => {
  github = new FakeGithub();
  await github.start();
  place = placeFor(github);
});
afterEach(async () => {
  await github.stop();
  place.remove();
  expect(github.violations).toEqual([]);
});

function placeFor(at: FakeGithub): Workspace {
  const made = new Workspace();
  Object.assign(made.env, { GITHUB_TOKEN: TOKEN, GH_HOST: at.host });
  return made;
}

const issue = (at: FakeGithub, more = ""): string =>
  `github: { repo: octo/shop, issue: 7, base_url: "${at.url}"${more} }`;

const SHOP = (at: FakeGithub): string => `pawl: 1
name: shop
${issue(at)}
phases:
  - id: build
    tasks:
      - { id: cart, run: "env > seen; echo cart >> ran" }
      - { id: till, run: "echo till >> ran", depends_on: cart }
  - id: ship
    depends_on: build
    tasks: [{ id: upload, run: "echo upload >> ran" }]
`;

const living = (status: string): string => `### shop: ${status}

Run \`${place.run()}\` of Pawl: 2 of 2 phases, 3 of 3 tasks done

**\`build\`**: completed, 2 of 2 tasks
- [x] \`cart\`
- [x] \`till\`

**\`ship\`**: completed, 1 of 1 task
- [x] \`upload\``;

/** The issue says all of a run of the shop, once. Phases were told of as far as the run was then. */
function expectTold(at: FakeGithub): void {
  const [first, build, ship, end, ...more] = at.written();
  expect(first).toBe(living("completed"));
  expect(build).toMatch(
    /^Phase `build` is complete \(2 tasks\)\. [12] of 2 phases done, (50|100) % overall\.$/,
  );
  expect(ship).toBe("Phase `ship` is complete (1 task). 2 of 2 phases done, 100 % overall.");
  expect(end).toBe(
    `Run \`${place.run()}\` of shop is complete: 2 of 2 phases, 3 tasks. Pawl closed this issue.`,
  );
  expect(more).toEqual([]);
  expect(at.labels.get("7")).toEqual(["pawl:100%"]);
  expect(at.closings).toBe(1);
}

test("a run tells its issue; the token is in no attempt, no file and no output", async () => {
  place.write("plan.yaml", SHOP(github));
  const ended = await place.pawl("run", "plan.yaml");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expectTold(github);
  expect(place.read("seen")).not.toContain(TOKEN);
  expect(ended.stdout).not.toContain(TOKEN);
  expect(() => execFileSync("grep", ["-r", TOKEN, place.dir])).toThrow();
});

const portOf = (at: FakeGithub): number => Number(at.host.split(":")[1]);

test("an outage stops nothing, and pawl github sync tells what it kept from being told", async () => {
  place.write("plan.yaml", SHOP(github));
  const port = portOf(github);
  await github.stop();
  const ended = await place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(0);
  const why = `GitHub cannot be reached (connect ECONNREFUSED 127.0.0.1:${port})`;
  expect(`${ended.stderr}${ended.stdout}`).toContain(
    `octo/shop#7 is not up to date: ${why}; pawl github sync ${place.run()} catches up\n`,
  );
  expect(await place.pawl("github", "sync")).toMatchObject({
    code: 1,
    stderr: `pawl: octo/shop#7 is not up to date: ${why}; pawl github sync ${place.run()} catches up\n`,
  });
  await github.start(port);
  expect(await place.pawl("github", "sync")).toMatchObject({
    code: 0,
    stdout: `octo/shop#7 is up to date with run ${place.run()}\n`,
  });
  expectTold(github);
  const told = JSON.parse((await place.pawl("github", "sync", "--json")).stdout) as unknown;
  expect(problems("github-sync", told)).toEqual([]);
  expect(told).toEqual({ run: place.run(), issue: "octo/shop#7", upToDate: true, problems: [] });
  expectTold(github);
});

test("without a token the run goes on, which is said", async () => {
  place.write("plan.yaml", SHOP(github));
  delete place.env["GITHUB_TOKEN"];
  const ended = await place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(0);
  expect(`${ended.stderr}${ended.stdout}`).toContain(
    "octo/shop#7 is not told of the run: there is no token for GitHub (set GITHUB_TOKEN or GH_TOKEN); the run goes on without\n",
  );
  expect(ended.stderr).toContain(
    "there is no token for GitHub: runs go on without telling the issue",
  );
  expect(github.requests).toEqual([]);
});

test("a token is not sent to a host that only the plan names", async () => {
  place.write("plan.yaml", SHOP(github));
  delete place.env["GH_HOST"];
  const ended = await place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(0);
  expect(`${ended.stderr}${ended.stdout}`).toContain(
    `the token is not sent to ${github.host}, which only the plan names (set GH_HOST=${github.host} if you trust it)`,
  );
  expect(github.requests).toEqual([]);
});

test("limits are waited for at the end, and nothing is asked before they are over", async () => {
  place.write("plan.yaml", SHOP(github));
  github.faults.push(
    { kind: "429", seconds: 1, on: /^POST/ },
    { kind: "secondary", seconds: 1, on: /^POST .*labels/ },
    { kind: "primary", seconds: 1, on: /^PATCH/ },
  );
  expect((await place.pawl("run", "plan.yaml")).code).toBe(0);
  expect(github.faults).toEqual([]);
  expectTold(github);
});

test("a GitHub Enterprise has its API further down", async () => {
  github.prefix = "/api/v3";
  place.write("plan.yaml", SHOP(github).replace(github.url, `${github.url}/api/v3/`));
  expect((await place.pawl("run", "plan.yaml")).code).toBe(0);
  expectTold(github);
});

test("parameters say which issue it is, and what comes of them must be one", async () => {
  const named = SHOP(github)
    .replace(
      "github: { repo: octo/shop, issue: 7",
      'github: { repo: "octo/${{ params.repo }}", issue: "${{ params.n }}"',
    )
    .replace("phases:", "params: { repo: shop, n: { type: number } }\nphases:");
  place.write("plan.yaml", named);
  expect(await place.pawl("run", "plan.yaml", "--param", "n=0")).toMatchObject({
    code: 2,
    stderr: 'pawl: github: "0" is no number of an issue; expected one such as 42\n',
  });
  expect((await place.pawl("run", "plan.yaml", "--param", "n=7")).code).toBe(0);
  expectTold(github);
});

test.each([
  ["while the run goes on", "until test -e go; do sleep 0.02; done"],
  ["when it has ended", "true"],
])("a token that comes back in an answer %s is not shown", async (_, command) => {
  github.faults.push({ kind: "echo" });
  place.write("plan.yaml", SHOP(github).replace("env > seen", command));
  const running = place.start("run", "plan.yaml");
  await until("it was asked", () => github.requests.length > 0);
  place.write("go", "");
  const ended = await running.ended;
  expect(ended.code).toBe(0);
  expect(ended.stderr + ended.stdout).toContain('what is "token ***"?');
  expect(ended.stderr + ended.stdout).not.toContain(TOKEN);
});

test("what GitHub refuses is said once, and the run goes on", async () => {
  place.write("plan.yaml", SHOP(github).replace("issue: 7", "issue: 8"));
  const ended = await place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(0);
  expect(`${ended.stderr}${ended.stdout}`).toContain("GitHub refuses (404): Not Found");
});

/**
 * What was done, and never known to be, is what Pawl could do twice: it is killed after each request, and before some;
 * before each with PAWL_TEST_KILLS=all.
 */
const MOMENTS = [
  ["onDone", 1],
  ["onRequest", process.env["PAWL_TEST_KILLS"] === "all" ? 1 : 4],
] as const;

test(
  "killed with SIGKILL at each request to GitHub, before it is done and after: all is told once",
  { timeout: 600_000 },
  async () => {
    for (const [when, step] of MOMENTS) {
      for (let at = 1; ; at += step) {
        const one = new FakeGithub();
        await one.start();
        place.remove();
        place = placeFor(one);
        place.write("plan.yaml", SHOP(one));
        let started: Started | undefined = place.start("run", "plan.yaml");
        let killed = false;
        one[when] = (_, count) => {
          if (count !== at || killed) return;
          killed = true;
          started?.kill("SIGKILL");
        };
        await started.ended;
        started = undefined;
        const resumed = await place.pawl("resume");
        const done = resumed.code === 0 || /there is nothing left to do/.test(resumed.stderr);
        expect(done, `${when} ${at}: ${resumed.stderr}`).toBe(true);
        const synced = await place.pawl("github", "sync");
        expect(synced, `${when} ${at}`).toMatchObject({ code: 0, stderr: "" });
        expectTold(one);
        expect(place.read("ran").trim().split("\n"), `${when} ${at}`).toEqual([
          "cart",
          "till",
          "upload",
        ]);
        expect(one.violations, `${when} ${at}`).toEqual([]);
        await one.stop();
        if (!killed) break;
      }
    }
  },
);

describe("an approval", () => {
  const GATED = (
    at: FakeGithub,
    approve = "",
    more = ", approvers: [ann], poll: 1s",
  ): string => `pawl: 1
name: gated
${issue(at, more)}
phases:
  - id: build
    tasks: [{ id: code, run: "echo code >> ran" }]
    gate: { approve: { phrase: proceed to ship${approve} } }
  - id: ship
    depends_on: build
    tasks: [{ id: upload, run: "echo upload >> ran" }]
`;

  const asks = (): string[] =>
    github.comments
      .map((each) => shown(each.body))
      .filter((each) => each.startsWith("**Approval wanted"));

  const commandIn = (text: string): string => /^\/pawl approve .*$/m.exec(text)![0];

  test("is given by a comment while the run is waited for", async () => {
    place.write("plan.yaml", GATED(github));
    const started = place.start("run", "plan.yaml", "--wait", "--no-live");
    await until("the approval is asked for", () => asks().length === 1);
    const stale = github.say("ann", "/pawl approve build aaaaaaaaaaaa proceed to ship");
    await until("the first is answered", () =>
      github.written().some((each) => each.startsWith("Not done")),
    );
    expect(github.written().at(-1)).toMatch(
      /^Not done: the evidence of build has changed: it is [0-9a-f]{12} now, and aaaaaaaaaaaa was approved\.$/,
    );
    const said = github.say("ann", commandIn(asks()[0]!));
    const ended = await started.ended;
    expect(ended).toMatchObject({ code: 0 });
    expect(place.read("ran")).toBe("code\nupload\n");
    expect(github.written()).toContain("Approved.");
    expect(github.written()[0]).toMatch(/^### gated: completed/);
    expect((await place.pawl("audit")).stdout).toContain(
      `by github:ann in https://github.com/octo/shop/issues/7#issuecomment-${said.id}`,
    );
    expect(github.comments).toContain(stale);
    const audit = JSON.parse((await place.pawl("audit", "--json")).stdout) as unknown;
    expect(problems("audit", audit)).toEqual([]);
    expect(github.closings).toBe(1);
  });

  test("is given to a run without a terminal, too", async () => {
    place.write("plan.yaml", GATED(github));
    expect((await place.pawl("run", "plan.yaml", "--detach")).code).toBe(0);
    await until("the approval is asked for", () => asks().length === 1);
    github.say("ann", commandIn(asks()[0]!));
    await until("the issue is closed", () => github.closings === 1);
    await until("the run is over", () => place.types().includes("run-completed"));
    for (const pid of carrying("PAWL_RUN", place.run())) endProcess(pid);
  });

  test("counts at once, while other phases go on", async () => {
    const other = `  - id: other
    depends_on: []
    tasks: [{ id: long, run: "until [ -e go ]; do sleep 0.05; done" }]
`;
    place.write("plan.yaml", `${GATED(github)}${other}`);
    const started = place.start("run", "plan.yaml", "--no-live");
    await until("the approval is asked for", () => asks().length === 1);
    github.say("ann", commandIn(asks()[0]!));
    await until("what waited for it is done", () => place.read("ran") === "code\nupload\n");
    expect(place.types()).not.toContain("run-waiting");
    place.write("go", "");
    expect((await started.ended).code).toBe(0);
  });

  test("is heard by the next command", async () => {
    place.write("plan.yaml", GATED(github));
    expect((await place.pawl("run", "plan.yaml")).code).toBe(3);
    github.say("ann", commandIn(asks()[0]!));
    expect((await place.pawl("resume")).code).toBe(0);
    expect(github.written()).toContain("Approved.");
    expect(github.closings).toBe(1);
  });

  test("is heard by pawl github sync, which says how it goes on", async () => {
    place.write("plan.yaml", GATED(github));
    expect((await place.pawl("run", "plan.yaml")).code).toBe(3);
    github.say("ann", commandIn(asks()[0]!));
    expect((await place.pawl("github", "sync")).stdout).toBe(
      `octo/shop#7 is up to date with run ${place.run()}\nsomebody has decided there; pawl resume ${place.run()} goes on\n`,
    );
    expect(place.types()).toContain("gate-approved");
  });

  test("a rejection has the phase done again, and is asked for anew", async () => {
    place.write("plan.yaml", GATED(github));
    const started = place.start("run", "plan.yaml", "--wait", "--no-live");
    await until("the approval is asked for", () => asks().length === 1);
    github.say("ann", "/pawl reject build it is ugly");
    await until("it is asked for anew", () => asks().length === 2);
    expect(place.read("ran")).toBe("code\ncode\n");
    expect(github.written()).toContain("Sent back.");
    github.say("ann", commandIn(asks()[1]!));
    expect((await started.ended).code).toBe(0);
  });

  test("where it must be signed, a comment approves nothing", async () => {
    place.write("signers", "ann ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJtH\n");
    place.write("plan.yaml", GATED(github, ", signers: signers"));
    expect((await place.pawl("run", "plan.yaml")).code).toBe(3);
    const digest = /Evidence `([0-9a-f]{12})`/.exec(asks()[0]!)![1]!;
    github.say("ann", `/pawl approve build ${digest} proceed to ship`);
    expect((await place.pawl("resume")).code).toBe(3);
    expect(
      github
        .written()
        .some((each) => each.startsWith("Not done: an approval of build must be signed")),
    ).toBe(true);
    expect(place.types()).not.toContain("gate-approved");
  });

  test("whom the gate does not name cannot approve it by a comment either", async () => {
    place.write("plan.yaml", GATED(github, ", from: [ann]"));
    expect((await place.pawl("run", "plan.yaml")).code).toBe(3);
    github.say("ann", commandIn(asks()[0]!));
    expect((await place.pawl("resume")).code).toBe(3);
    expect(github.written()).toContain(
      "Not done: github:ann may not approve build; the plan lets ann.",
    );
  });

  test(
    "Pawl is killed with SIGKILL around each request while one is given: it counts once, and is answered once",
    { timeout: 600_000 },
    async () => {
      for (let at = 2; ; at += process.env["PAWL_TEST_KILLS"] === "all" ? 1 : 2) {
        const one = new FakeGithub();
        await one.start();
        place.remove();
        place = placeFor(one);
        place.write("plan.yaml", GATED(one));
        expect((await place.pawl("run", "plan.yaml")).code).toBe(3);
        const ask = one.written().find((each) => each.startsWith("**Approval wanted"))!;
        one.say("ann", commandIn(ask));
        const before = one.requests.length;
        let killed = false;
        let started: Started | undefined = place.start("resume");
        one[at % 2 === 0 ? "onDone" : "onRequest"] = (_, count) => {
          if (count !== before + Math.ceil(at / 2) || killed) return;
          killed = true;
          started?.kill("SIGKILL");
        };
        await started.ended;
        started = undefined;
        await place.pawl("resume");
        expect(await place.pawl("github", "sync"), `at ${at}`).toMatchObject({ code: 0 });
        expect(
          place.types().filter((each) => each === "gate-approved"),
          `at ${at}`,
        ).toHaveLength(1);
        expect(place.read("ran"), `at ${at}`).toBe("code\nupload\n");
        expect(
          one.written().filter((each) => each === "Approved."),
          `at ${at}`,
        ).toHaveLength(1);
        expect(one.closings, `at ${at}`).toBe(1);
        expect(
          one.written().filter((each) => each.startsWith("### gated")),
          `at ${at}`,
        ).toHaveLength(1);
        expect(one.violations, `at ${at}`).toEqual([]);
        await one.stop();
        if (!killed) break;
      }
    },
  );
});
