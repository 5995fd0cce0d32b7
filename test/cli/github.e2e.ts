import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { TOKEN } from "../github/server.ts";
import type { FakeGithub } from "../github/server.ts";
import { problems } from "../views/problems.ts";
import { until } from "./rig.ts";
import { expectTold, SHOP, useGithub } from "./githubRig.ts";

const rig = useGithub();

test("a run tells its issue; the token is in no attempt, no file and no output", async () => {
  rig.place.write("plan.yaml", SHOP(rig.github));
  const ended = await rig.place.pawl("run", "plan.yaml");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expectTold(rig);
  expect(rig.place.read("seen")).not.toContain(TOKEN);
  expect(ended.stdout).not.toContain(TOKEN);
  expect(() => execFileSync("grep", ["-r", TOKEN, rig.place.dir])).toThrow();
});

const portOf = (at: FakeGithub): number => Number(at.host.split(":")[1]);

test("an outage stops nothing, and pawl github sync tells what it kept from being told", async () => {
  rig.place.write("plan.yaml", SHOP(rig.github));
  const port = portOf(rig.github);
  await rig.github.stop();
  const ended = await rig.place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(0);
  const why = `GitHub cannot be reached (connect ECONNREFUSED 127.0.0.1:${port})`;
  expect(`${ended.stderr}${ended.stdout}`).toContain(
    `octo/shop#7 is not up to date: ${why}; pawl github sync ${rig.place.run()} catches up\n`,
  );
  expect(await rig.place.pawl("github", "sync")).toMatchObject({
    code: 1,
    stderr: `pawl: octo/shop#7 is not up to date: ${why}; pawl github sync ${rig.place.run()} catches up\n`,
  });
  await rig.github.start(port);
  expect(await rig.place.pawl("github", "sync")).toMatchObject({
    code: 0,
    stdout: `octo/shop#7 is up to date with run ${rig.place.run()}\n`,
  });
  expectTold(rig);
  const told = JSON.parse((await rig.place.pawl("github", "sync", "--json")).stdout) as unknown;
  expect(problems("github-sync", told)).toEqual([]);
  expect(told).toEqual({
    run: rig.place.run(),
    issue: "octo/shop#7",
    upToDate: true,
    problems: [],
  });
  expectTold(rig);
});

test("without a token the run goes on, which is said", async () => {
  rig.place.write("plan.yaml", SHOP(rig.github));
  delete rig.place.env["GITHUB_TOKEN"];
  const ended = await rig.place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(0);
  expect(`${ended.stderr}${ended.stdout}`).toContain(
    "octo/shop#7 is not told of the run: there is no token for GitHub (set GITHUB_TOKEN or GH_TOKEN); the run goes on without\n",
  );
  expect(ended.stderr).toContain(
    "there is no token for GitHub: runs go on without telling the issue",
  );
  expect(rig.github.requests).toEqual([]);
});

test("a token is not sent to a host that only the plan names", async () => {
  rig.place.write("plan.yaml", SHOP(rig.github));
  delete rig.place.env["GH_HOST"];
  const ended = await rig.place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(0);
  expect(`${ended.stderr}${ended.stdout}`).toContain(
    `the token is not sent to ${rig.github.host}, which only the plan names (set GH_HOST=${rig.github.host} if you trust it)`,
  );
  expect(rig.github.requests).toEqual([]);
});

test("limits are waited for at the end, and nothing is asked before they are over", async () => {
  rig.place.write("plan.yaml", SHOP(rig.github));
  rig.github.faults.push(
    { kind: "429", seconds: 1, on: /^POST/ },
    { kind: "secondary", seconds: 1, on: /^POST .*labels/ },
    { kind: "primary", seconds: 1, on: /^PATCH/ },
  );
  expect((await rig.place.pawl("run", "plan.yaml")).code).toBe(0);
  expect(rig.github.faults).toEqual([]);
  expectTold(rig);
});

test("a GitHub Enterprise has its API further down", async () => {
  rig.github.prefix = "/api/v3";
  rig.place.write(
    "plan.yaml",
    SHOP(rig.github).replace(rig.github.url, `${rig.github.url}/api/v3/`),
  );
  expect((await rig.place.pawl("run", "plan.yaml")).code).toBe(0);
  expectTold(rig);
});

test("parameters say which issue it is, and what comes of them must be one", async () => {
  const named = SHOP(rig.github)
    .replace(
      "github: { repo: octo/shop, issue: 7",
      'github: { repo: "octo/${{ params.repo }}", issue: "${{ params.n }}"',
    )
    .replace("phases:", "params: { repo: shop, n: { type: number } }\nphases:");
  rig.place.write("plan.yaml", named);
  expect(await rig.place.pawl("run", "plan.yaml", "--param", "n=0")).toMatchObject({
    code: 2,
    stderr: 'pawl: github: "0" is no number of an issue; expected one such as 42\n',
  });
  expect((await rig.place.pawl("run", "plan.yaml", "--param", "n=7")).code).toBe(0);
  expectTold(rig);
});

test.each([
  ["while the run goes on", "until test -e go; do sleep 0.02; done"],
  ["when it has ended", "true"],
])("a token that comes back in an answer %s is not shown", async (_, command) => {
  rig.github.faults.push({ kind: "echo" });
  rig.place.write("plan.yaml", SHOP(rig.github).replace("env > seen", command));
  const running = rig.place.start("run", "plan.yaml");
  await until("it was asked", () => rig.github.requests.length > 0);
  rig.place.write("go", "");
  const ended = await running.ended;
  expect(ended.code).toBe(0);
  expect(ended.stderr + ended.stdout).toContain('what is "token ***"?');
  expect(ended.stderr + ended.stdout).not.toContain(TOKEN);
});

test("what GitHub refuses is said once, and the run goes on", async () => {
  rig.place.write("plan.yaml", SHOP(rig.github).replace("issue: 7", "issue: 8"));
  const ended = await rig.place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(0);
  expect(`${ended.stderr}${ended.stdout}`).toContain("GitHub refuses (404): Not Found");
});
