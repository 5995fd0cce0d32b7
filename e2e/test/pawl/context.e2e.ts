import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { agentFor } from "../../agents.mjs";
import { CLIS } from "../../byHand.mjs";
import { inOneSession, throughPawl } from "../../isolated/trial.mjs";
import { inPlace } from "../rig/place.ts";
import { record } from "../rig/row.ts";
import { modelServer, PROMPT } from "../rig/trial.ts";

const server = modelServer();

const tasks = [1, 2, 3].map((number) => ({
  id: `t${number}`,
  agent: "worker",
  prompt: `PHASE ${number}`,
}));

test.concurrent.each(CLIS)(
  "%s in a phase of one context goes on in one session; what is told is what was served",
  async (cli) => {
    const key = `${cli}-shared`;
    await inPlace(async (place) => {
      const agents = { worker: agentFor(cli, server().url("phases", key)) };
      place.plan(agents, [{ id: "work", context: "phase", order: "sequence", tasks }]);
      const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
      expect(code, stdout + stderr).toBe(0);
      const sessions = place.accounts().map((account) => account?.session);
      expect(new Set(sessions).size).toBe(1);
      const main = server()
        .served(key)
        .filter(({ side }) => !side);
      expect(main.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      const row = record(place, server(), { driver: cli, scenario: "shared session", key });
      expect(row).toMatchObject({ survivors: [], usageError: 0 });
    });
  },
);

test.concurrent.each(CLIS)(
  "%s in contexts of its own begins afresh with each task",
  async (cli) => {
    const key = `${cli}-fresh`;
    await inPlace(async (place) => {
      const agents = { worker: agentFor(cli, server().url("phases", key)) };
      place.plan(agents, [{ id: "work", order: "sequence", tasks }]);
      const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
      expect(code, stdout + stderr).toBe(0);
      const main = server()
        .served(key)
        .filter(({ side }) => !side);
      expect(main.map(({ position }) => position)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
      const row = record(place, server(), { driver: cli, scenario: "fresh sessions", key });
      expect(row).toMatchObject({ survivors: [], usageError: 0 });
    });
  },
);

test("several of each at once come to the same as one", async () => {
  await inPlace(async (place) => {
    const names = CLIS.flatMap((cli) =>
      [1, 2].map((number) => ({ cli, id: `${cli}-at-once-${number}` })),
    );
    const agents = Object.fromEntries(
      names.map(({ cli, id }) => [id, agentFor(cli, server().url("phases", id))]),
    );
    const all = names.map(({ id }, at) => ({ id, agent: id, prompt: `${PROMPT} PHASE ${at}` }));
    place.plan(agents, [{ id: "work", tasks: all }], { concurrency: 6 });
    const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
    expect(code, stdout + stderr).toBe(0);
    for (const { cli, id } of names) {
      const row = record(place, server(), {
        driver: cli,
        scenario: "six at once",
        key: id,
        task: id,
      });
      expect(row).toMatchObject({ ended: ["succeeded"], survivors: [], usageError: 0 });
    }
  });
});

test.concurrent.each(["claude", "codex"] as const)(
  "%s carries out the template isolated to its end, on fewer tokens than in one session by hand",
  async (cli) => {
    const key = `${cli}-isolated`;
    const prompts = await inPlace(async (place) => {
      const at = { home: place.home, cwd: place.dir, url: server().url("isolated", key) };
      const { run, prompts, tokens } = await throughPawl(cli, at);
      expect(place.types()).toContain("run-completed");
      expect(new Set(place.ended().map(({ type }) => type))).toEqual(
        new Set(["attempt-succeeded"]),
      );
      // What was built is merged into the run's branch, and the checkout is as it was.
      expect(place.changed()).toEqual([]);
      expect(existsSync(join(place.dir, "src/overdue.mjs"))).toBe(false);
      expect(place.fileAt(`pawl/${run}`, "src/overdue.mjs")).toContain("export const overdue");
      expect(beginnings(key)).toBe(4);
      expect(tokens.sharedContext).toMatchObject({ known: true, leftOut: 0 });
      const row = record(place, server(), { driver: cli, scenario: "template isolated", key });
      expect(row).toMatchObject({ survivors: [], usageError: 0 });
      return prompts;
    });
    await inPlace(async (place) => {
      const shared = `${key}-shared`;
      const url = server().url("isolated", shared);
      await inOneSession(cli, { home: place.home, cwd: place.dir, url, prompts });
      // By hand nobody commits: the prompt of the last phase says that it was done.
      expect(place.changed()).toEqual(["src/overdue.mjs", "test/overdue.test.mjs"]);
      expect(beginnings(shared)).toBe(1);
      expect(server().totals(key).input).toBeLessThan(server().totals(shared).input);
    });
  },
);

/** How many conversations were begun. */
const beginnings = (key: string): number =>
  server()
    .served(key)
    .filter(({ position, side }) => position === 0 && !side).length;
