import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isThere } from "../../../test/cli/rig.ts";
import { until } from "../rig/until.ts";
import { agentFor } from "../../agents.mjs";
import { argumentsFor, BIN, CLIS, environmentFor } from "../../byHand.mjs";
import { spawn } from "node:child_process";
import { inPlace } from "../rig/place.ts";
import type { Place } from "../rig/place.ts";
import { record } from "../rig/row.ts";
import { endAll, napping } from "../rig/survivors.ts";
import { modelServer, plan, PROMPT } from "../rig/trial.ts";

const server = modelServer();

/** Three children and the shell tool itself. */
const NAPPING = 4;

const started = (place: Place, key: string): Promise<void> =>
  until("its children are there", () => napping(key).length === NAPPING);

test("by hand, a killed agent leaves children: what looks for them is not blind", async () => {
  await inPlace(async (place) => {
    const key = "by-hand-children";
    const url = server().url("children", key);
    const child = spawn(join(BIN, "claude"), argumentsFor("claude", { url, prompt: PROMPT }), {
      cwd: place.dir,
      env: environmentFor("claude", { home: place.home, url }),
      stdio: "ignore",
    });
    await started(place, key);
    child.kill("SIGKILL");
    await until("it is gone", () => !isThere(child.pid!));
    const left = napping(key);
    endAll(left);
    expect(left.length).toBeGreaterThan(0);
  });
});

test.concurrent.each(CLIS)("%s is aborted while its children run: nothing is left", async (cli) => {
  const key = `${cli}-abort`;
  await inPlace(async (place) => {
    plan(place, cli, server().url("children", key), { grace: "1s" });
    const run = place.start("run", "plan.yaml", "--no-live");
    await started(place, key);
    expect((await place.pawl("abort")).code).toBe(0);
    await run.ended;
    const row = record(place, server(), { driver: cli, scenario: "abort", key });
    expect(row).toMatchObject({ ended: ["cancelled"], survivors: [] });
    expect(existsSync(join(place.dir, "started"))).toBe(true);
  });
});

test.concurrent.each(CLIS)(
  "%s is ended by Ctrl-C twice while its children run: nothing is left, and the run can go on",
  async (cli) => {
    const key = `${cli}-ctrl-c`;
    await inPlace(async (place) => {
      plan(place, cli, server().url("children", key), { grace: "1s" });
      const run = place.start("run", "plan.yaml", "--no-live");
      await started(place, key);
      run.kill("SIGINT");
      await until("it was heard", () => (run.stdout + run.stderr).includes("Ctrl-C again"));
      run.kill("SIGINT");
      await run.ended;
      const row = record(place, server(), { driver: cli, scenario: "ctrl-c", key });
      expect(row).toMatchObject({ ended: ["cancelled"], survivors: [] });
      expect(place.types().at(-1)).toBe("run-paused");
    });
  },
);

test("all of them at once run into their timeouts while their children run: nothing is left", async () => {
  await inPlace(async (place) => {
    const keys = CLIS.map((cli) => `${cli}-timeout`);
    const agents = Object.fromEntries(
      CLIS.map((cli, at) => [cli, agentFor(cli, server().url("children", keys[at]!))]),
    );
    const tasks = CLIS.map((cli) => ({ id: cli, agent: cli, prompt: PROMPT }));
    const defaults = { timeout: "20s", grace: "1s", retry: 1 };
    place.plan(agents, [{ id: "work", tasks }], { concurrency: 3, defaults });
    const run = place.start("run", "plan.yaml", "--no-live");
    await Promise.all(keys.map((key) => started(place, key)));
    await run.ended;
    const rows = CLIS.map((cli, at) => {
      const key = keys[at]!;
      return record(place, server(), { driver: cli, scenario: "timeout", key, task: cli });
    });
    for (const row of rows) expect(row).toMatchObject({ ended: ["timed-out"], survivors: [] });
  });
});
