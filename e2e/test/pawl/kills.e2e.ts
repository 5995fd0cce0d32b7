import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { until } from "../rig/until.ts";
import { CLIS } from "../../byHand.mjs";
import type { Cli } from "../../byHand.mjs";
import { inPlace } from "../rig/place.ts";
import type { Place } from "../rig/place.ts";
import { record } from "../rig/row.ts";
import { endAll, processesOf } from "../rig/survivors.ts";
import { modelServer, plan } from "../rig/trial.ts";

const server = modelServer();

/** Its second turn is held: the first is done, and it waits for its model. */
const inTheMiddle = (key: string): Promise<void> =>
  server().until(key, (served) => served.some(({ position }) => position === 1));

const finished = (key: string): Promise<void> =>
  server().until(key, (served) =>
    served.some(({ position, state }) => position === 2 && state === "answered"),
  );

/** Where each keeps its sessions, and what is written there once its first tool call has been answered. */
const SESSIONS = {
  claude: [".claude/projects", '"tool_result"'],
  codex: [".codex/sessions", '_call_output"'],
  gemini: [".gemini/tmp", '"functionResponse"'],
} as const;

/** They write with some delay; a session that is not on disk cannot be gone on with. */
function isRecorded(place: Place, cli: Cli): boolean {
  const [folder, sign] = SESSIONS[cli];
  return readdirSync(join(place.home, folder), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .some((each) => readFileSync(join(each.parentPath, each.name), "utf8").includes(sign));
}

describe.each(CLIS)("%s", (cli) => {
  test.concurrent.each([
    ["while Pawl is away", true],
    ["after Pawl has come back", false],
  ])(
    "goes on when Pawl is killed, ends %s, and nothing of it is done again",
    async (when, before) => {
      const key = `${cli}-killed-pawl-${before ? "before" : "after"}`;
      await inPlace(async (place) => {
        plan(place, cli, server().url("held", key), { retry: 2 });
        const first = place.start("run", "plan.yaml", "--no-live");
        await inTheMiddle(key);
        first.kill("SIGKILL");
        await first.ended;
        if (before) {
          server().release(key);
          await finished(key);
        }
        const second = place.start("resume", "--no-live");
        await until("it has been taken up", () => place.types().includes("run-resumed"));
        server().release(key);
        const { code, stdout, stderr } = await second.ended;
        expect(code, stdout + stderr).toBe(0);
        const scenario = `kill -9 of Pawl, ends ${when}`;
        const row = record(place, server(), { driver: cli, scenario, key });
        expect(row).toMatchObject({ ended: ["succeeded"], survivors: [], usageError: 0 });
        expect(
          server()
            .served(key)
            .filter(({ side }) => !side),
        ).toMatchObject([0, 1, 2].map((position) => ({ position, state: "answered" })));
        expect(place.changed()).toEqual(["hello.txt"]);
      });
    },
  );

  test("that is killed itself is continued in its session: what it has done is not done again", async () => {
    const key = `${cli}-killed-agent`;
    await inPlace(async (place) => {
      plan(place, cli, server().url("held", key), { retry: { max_attempts: 2, delay: "100ms" } });
      const run = place.start("run", "plan.yaml", "--no-live");
      await inTheMiddle(key);
      await until("its session is on disk", () => isRecorded(place, cli));
      endAll(processesOf(place, cli));
      await until("its end was seen", () => place.ended().length === 1);
      server().release(key);
      const { code, stdout, stderr } = await run.ended;
      expect(code, stdout + stderr).toBe(0);
      const row = record(place, server(), { driver: cli, scenario: "kill -9 of the agent", key });
      expect(row.ended).toHaveLength(2);
      expect(row.survivors).toEqual([]);
      // Gemini tells what it has used at its end only, and this one came to none.
      expect(cli === "gemini" ? 0 : row.usageError).toBe(0);
      const answered = server()
        .served(key)
        .filter(({ side, state }) => !side && state === "answered");
      expect(answered.map(({ position }) => position)).toEqual([0, 1, 2]);
      expect(place.changed()).toEqual(["hello.txt"]);
    });
  });
});
