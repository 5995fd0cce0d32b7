import { expect, test } from "vitest";
import { CLIS } from "../../byHand.mjs";
import { inPlace } from "../rig/place.ts";
import { record } from "../rig/row.ts";
import { modelServer, plan, tries } from "../rig/trial.ts";

const server = modelServer();

/** How the tries of a task end that meets this. */
const ENDINGS: Record<string, readonly string[]> = {
  ok: ["succeeded"],
  text: ["succeeded"],
  "always-500": ["transient", "transient"],
  "always-529": ["transient", "transient"],
  "always-401": ["fatal"],
  "always-cut": ["transient", "transient"],
};

const each = (scenarios: readonly string[]) =>
  scenarios.flatMap((scenario) => CLIS.map((cli) => [cli, scenario] as const));

test.concurrent.each(each(Object.keys(ENDINGS)))(
  "%s, %s: ends as it should",
  async (cli, scenario) => {
    const key = `${cli}-${scenario}`;
    await inPlace(async (place) => {
      const ended = ENDINGS[scenario]!;
      plan(place, cli, server().url(scenario, key), { retry: { max_attempts: 2, delay: "100ms" } });
      const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
      const row = record(place, server(), { driver: cli, scenario, key });
      expect(tries(cli, row.ended), stdout + stderr).toEqual(ended);
      expect(code, stdout + stderr).toBe(ended.at(-1) === "succeeded" ? 0 : 1);
      expect(row.survivors).toEqual([]);
      expect(row.usageError).toBe(0);
      expect(place.changed()).toEqual(scenario === "ok" ? ["hello.txt"] : []);
    });
  },
);

test.concurrent.each(each(["stall", "hang"]))(
  "%s, %s: nothing comes for as long as the plan allows, and it is ended",
  async (cli, scenario) => {
    const key = `${cli}-${scenario}`;
    await inPlace(async (place) => {
      const url = server().url(scenario, key);
      plan(place, cli, url, { grace: "1s", agent: { stall: "6s" } });
      const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
      expect(code, stdout + stderr).toBe(1);
      const row = record(place, server(), { driver: cli, scenario, key });
      expect(row).toMatchObject({ ended: ["timed-out"], survivors: [], usageError: 0 });
      expect(stdout).toContain("agent worker showed no sign of life for 6s");
    });
  },
);

test.concurrent.each(each(["cut", "overloaded", "twice-500"]))(
  "%s, %s: what comes once is made good by its own tries or by one more of Pawl's",
  async (cli, scenario) => {
    const key = `${cli}-${scenario}`;
    await inPlace(async (place) => {
      plan(place, cli, server().url(scenario, key), { retry: { max_attempts: 3, delay: "100ms" } });
      const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
      expect(code, stdout + stderr).toBe(0);
      const row = record(place, server(), { driver: cli, scenario, key });
      expect(row.ended.at(-1)).toBe("succeeded");
      const before = tries(cli, row.ended.slice(0, -1));
      expect(before.filter((each) => each !== "transient")).toEqual([]);
      expect(row).toMatchObject({ survivors: [], usageError: 0 });
      expect(place.changed()).toEqual(["hello.txt"]);
    });
  },
);

const REFUSED = {
  claude:
    "Claude Code: Failed to authenticate. API Error: 401 The key is not valid – run `claude` and sign in, or set ANTHROPIC_API_KEY and name it in the agent's `env`",
  codex:
    "Codex: unexpected status 401 Unauthorized: The key is not valid, url: <address> – run `codex login`, or set CODEX_API_KEY and name it in the agent's `env`",
  gemini:
    "Gemini CLI: The key is not valid – run `gemini` and sign in, or set GEMINI_API_KEY and name it in the agent's `env`",
};

test.concurrent.each(CLIS)(
  "%s whose key is refused is not tried again; it is said what to do",
  async (cli) => {
    await inPlace(async (place) => {
      const key = `${cli}-refused`;
      plan(place, cli, server().url("always-401", key), { retry: 5 });
      const { stdout } = await place.pawl("run", "plan.yaml", "--no-live");
      const [ended] = place.ended();
      expect(place.ended()).toHaveLength(1);
      const message = ended?.type === "attempt-failed" ? ended.failure.message : "";
      expect(message.replace(/http:\S+/, "<address>")).toBe(REFUSED[cli]);
      expect(stdout).toContain(message);
    });
  },
);
