import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { carrying, PAWL, until, Workspace } from "../cli/rig.ts";
import { RedisServer } from "../stores/redisServer.ts";

const PASSWORD = "s3cr/t@word";
const ENCODED = encodeURIComponent(PASSWORD);

let server: RedisServer;
let place: Workspace;
beforeEach(async () => {
  server = await RedisServer.start({ password: PASSWORD });
  place = new Workspace();
});
afterEach(async () => {
  place.remove();
  await server.stop();
});

const withPassword = (user = ""): string => server.url.replace("//", `//${user}:${ENCODED}@`);

const PLAN = `
pawl: 1
name: secrets
phases:
  - id: a
    tasks:
      - { id: x, run: 'env > x.env; touch started; while [ ! -e go ]; do sleep 0.05; done' }
`;

/** Command lines of all processes. */
const commandLines = (): string[] =>
  readdirSync("/proc")
    .filter((each) => /^\d+$/.test(each))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "latin1")];
      } catch {
        return [];
      }
    });

/** What is in all files of a folder. */
const contents = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((each) => join(folder, each))
    .filter((each) => statSync(each).isFile())
    .map((each) => readFileSync(each, "latin1"));

const shows = (text: string): boolean => text.includes(PASSWORD) || text.includes(ENCODED);

async function started(...args: string[]): Promise<string> {
  const driving = place.start(...args);
  await until("the task runs", () => statSync(join(place.dir, "started")).isFile());
  // The moment before it could be hidden is past.
  expect(commandLines().filter(shows)).toEqual([]);
  const helpers = carrying("PAWL_REDIS_PASSWORD", PASSWORD).concat(
    carrying("PAWL_STATE", withPassword()),
  );
  expect(helpers.filter((pid) => pid !== driving.child.pid)).toEqual([]);
  place.write("go", "");
  const ended = await driving.ended;
  expect(ended.code).toBe(0);
  return ended.stdout + ended.stderr;
}

function nothingShows(...texts: string[]): void {
  const journals = server
    .cli("KEYS", "*")
    .split("\n")
    .map((key) =>
      key.endsWith(":journal") ? server.cli("XRANGE", key, "-", "+") : server.cli("HGETALL", key),
    );
  expect([...texts, ...journals, ...contents(place.dir)].filter(shows)).toEqual([]);
}

test("a password on the command line is shown nowhere: not in a process list, a journal, a file or a message", async () => {
  place.write("plan.yaml", PLAN);
  const said = await started("--state", withPassword(), "run", "plan.yaml", "--no-live");
  const again = await place.pawl("--state", withPassword(), "runs", "--json");
  const unknown = await place.pawl("--state", withPassword(), "status", "no-such-run");
  expect(unknown.stderr).toContain(`there is no run "no-such-run"`);
  nothingShows(said, again.stdout, again.stderr, unknown.stderr);
  // Later commands know the place, and want the password.
  place.env["PAWL_REDIS_PASSWORD"] = PASSWORD;
  expect((await place.pawl("status")).stdout).toContain("completed");
});

test("nor one of the environment, of a file, or of the plan", async () => {
  place.write("plan.yaml", PLAN.replace("name: secrets", `name: secrets\nstate: "${server.url}"`));
  place.env["PAWL_REDIS_PASSWORD"] = PASSWORD;
  const said = await started("run", "plan.yaml", "--no-live");
  expect(place.read("x.env")).not.toContain("PAWL_REDIS");
  nothingShows(said);

  delete place.env["PAWL_REDIS_PASSWORD"];
  const outside = mkdtempSync(join(tmpdir(), "pawl-secret-"));
  const file = join(outside, "password");
  writeFileSync(file, `${PASSWORD}\n`);
  place.env["PAWL_REDIS_PASSWORD_FILE"] = file;
  rmSync(join(place.dir, "started"));
  nothingShows(await started("run", "plan.yaml", "--no-live"));
  rmSync(outside, { recursive: true });
  delete place.env["PAWL_REDIS_PASSWORD_FILE"];

  rmSync(join(place.dir, "started"));
  const inPlan = place.write(
    "plan.yaml",
    PLAN.replace("name: secrets", `name: secrets\nstate: "${withPassword()}"`),
  );
  const ended = await started("run", "plan.yaml", "--no-live");
  rmSync(inPlan);
  nothingShows(ended);
});

test("nor one that is wrong, of a user who is not known, or in an address that is none", async () => {
  const wrong = "wr0ng-s3cret";
  place.write("plan.yaml", PLAN);
  const addresses = [
    server.url.replace("//", `//:${wrong}@`),
    server.url.replace("//", `//ann:${wrong}@`),
    `redis://:${wrong}@host:port/0`,
    `redis://:${wrong}@127.0.0.1:1/0`,
    `rediss://:${wrong}@127.0.0.1:${server.port}/x`,
    `rdis://:${wrong}@127.0.0.1:${server.port}/0`,
  ];
  for (const each of addresses) {
    for (const args of [["run", "plan.yaml"], ["runs"], ["runs", "--json"]]) {
      const ended = await place.pawl("--state", each, ...args);
      expect(ended.code, each).toBe(2);
      expect(ended.stdout + ended.stderr, each).not.toContain(wrong);
    }
  }
});

test("without the package, what to install is said", () => {
  const alone = mkdtempSync(join(tmpdir(), "pawl-alone-"));
  cpSync(dirname(dirname(PAWL)), join(alone, "dist"), { recursive: true });
  const script = `
    import { redisStore } from "${join(alone, "dist/stores/redis/store.js")}";
    await redisStore("redis://127.0.0.1:${server.port}").catch((error) => console.log(error.code, error.message));
  `;
  const args = ["--input-type=module", "--eval", script];
  expect(execFileSync(process.execPath, args, { cwd: alone, encoding: "utf8" })).toBe(
    "store-failed the redis store needs the package redis, which is not installed; npm install redis@6\n",
  );
  rmSync(alone, { recursive: true });
});
