import { expect, test } from "vitest";
import { agentFor } from "../../agents.mjs";
import { inPlace } from "../rig/place.ts";
import type { Place } from "../rig/place.ts";
import { record } from "../rig/row.ts";
import { napping } from "../rig/survivors.ts";
import { modelServer, PROMPT } from "../rig/trial.ts";
import { until } from "../rig/until.ts";

const server = modelServer();
const DRIVER = "acp: gemini";

/** The same Gemini, spoken to over the Agent Client Protocol. */
function plan(place: Place, url: string, task: object = {}): void {
  const { model, ...agent } = agentFor("gemini", url);
  const command = ["gemini", "--acp", "--skip-trust", "-m", model];
  const worker = { ...agent, use: "acp", command };
  place.plan({ worker }, [{ id: "work", agent: "worker", prompt: PROMPT, retry: 1, ...task }]);
}

test.concurrent("works, and hands in an artifact with Pawl's tools", async () => {
  const key = "acp-artifact";
  await inPlace(async (place) => {
    const result = { type: "object", properties: { passed: { type: "boolean" } } };
    plan(place, server().url("artifact", key), { produces: { result } });
    const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
    expect(code, stdout + stderr).toBe(0);
    const row = record(place, server(), { driver: DRIVER, scenario: "artifact", key });
    expect(row).toMatchObject({ ended: ["succeeded"], survivors: [] });
    expect(place.changed()).toEqual(["hello.txt"]);
  });
});

test.concurrent("is aborted while its children run: nothing is left", async () => {
  const key = "acp-abort";
  await inPlace(async (place) => {
    plan(place, server().url("children", key), { grace: "1s" });
    const run = place.start("run", "plan.yaml", "--no-live");
    await until("its children are there", () => napping(key).length > 0);
    await place.pawl("abort");
    await run.ended;
    const row = record(place, server(), { driver: DRIVER, scenario: "abort", key });
    expect(row).toMatchObject({ ended: ["cancelled"], survivors: [] });
  });
});

test.concurrent("goes on when Pawl is killed, and nothing of it is done again", async () => {
  const key = "acp-killed-pawl";
  await inPlace(async (place) => {
    plan(place, server().url("held", key));
    const first = place.start("run", "plan.yaml", "--no-live");
    await server().until(key, (served) => served.some(({ position }) => position === 1));
    first.kill("SIGKILL");
    await first.ended;
    const second = place.start("resume", "--no-live");
    await until("it has been taken up", () => place.types().includes("run-resumed"));
    server().release(key);
    const { code, stdout, stderr } = await second.ended;
    expect(code, stdout + stderr).toBe(0);
    const row = record(place, server(), { driver: DRIVER, scenario: "kill -9 of Pawl", key });
    expect(row).toMatchObject({ ended: ["succeeded"], requests: 3, survivors: [] });
  });
});
