import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CLIS } from "../../byHand.mjs";
import { DUMMY_KEY } from "../../dummyKey.mjs";
import { inPlace } from "../rig/place.ts";
import { record } from "../rig/row.ts";
import { modelServer, plan } from "../rig/trial.ts";

const server = modelServer();

test.concurrent.each(
  CLIS.flatMap((cli) => ["writes-anyway", "writes-by-shell"].map((each) => [cli, each] as const)),
)("%s that is read-only writes nothing, though its model %s", async (cli, scenario) => {
  const key = `${cli}-${scenario}`;
  await inPlace(async (place) => {
    plan(place, cli, server().url(scenario, key), { agent: { permissions: "read-only" } });
    const { code } = await place.pawl("run", "plan.yaml", "--no-live");
    record(place, server(), { driver: cli, scenario: `read-only, ${scenario}`, key });
    expect(server().served(key).length).toBeGreaterThan(0);
    // What it was told to do it could not, whatever its model says of that.
    expect(code).toBe(1);
    expect(place.changed()).toEqual([]);
    expect(readdirSync(place.dir).sort()).toEqual([".git", ".pawl", "README.md", "plan.yaml"]);
    expect(readFileSync(`${place.dir}/README.md`, "utf8")).toBe("A repository to work in.\n");
  });
});

test.concurrent("what the sandbox of codex refused is told as denied", async () => {
  const key = "codex-refused";
  await inPlace(async (place) => {
    const agent = { permissions: "read-only" };
    plan(place, "codex", server().url("writes-by-shell", key), { agent });
    await place.pawl("run", "plan.yaml", "--no-live");
    const message = "agent worker was not allowed to use shell; its permissions are read-only";
    // It tells the command as its model gave it or, if it does not end at once, as it ran it.
    const tail = expect.stringContaining("echo changed > hello.txt") as string;
    const failure = { class: "fatal", message, tail };
    expect(place.ended()).toMatchObject([{ failure }]);
  });
});

test.concurrent.each(CLIS)("%s may do as it likes with `full`", async (cli) => {
  const key = `${cli}-full`;
  await inPlace(async (place) => {
    plan(place, cli, server().url("ok", key), { agent: { permissions: "full" } });
    const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
    expect(code, stdout + stderr).toBe(0);
    expect(place.changed()).toEqual(["hello.txt"]);
  });
});

test.concurrent.each(CLIS)(
  "no file that Pawl writes holds the key that %s gives away",
  async (cli) => {
    const key = `${cli}-leaks`;
    await inPlace(async (place) => {
      plan(place, cli, server().url("leaks", key));
      const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
      expect(code, stdout + stderr).toBe(0);
      const written = place.written();
      expect(written.some(({ text }) => text.includes("The key is ***"))).toBe(true);
      const base64 = Buffer.from(DUMMY_KEY).toString("base64").slice(0, -4);
      const holding = written.filter(
        ({ text }) => text.includes(DUMMY_KEY) || text.includes(base64),
      );
      expect(holding.map(({ path }) => path)).toEqual([]);
      expect(stdout + stderr).not.toContain(DUMMY_KEY);
    });
  },
);
