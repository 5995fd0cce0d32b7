import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Event } from "../../../src/core/events.ts";
import { agentFor } from "../../agents.mjs";
import type { Cli } from "../../byHand.mjs";
import { ASK_WORD, LONG, SAY_WORD } from "../../modelServer/longSession.mjs";
import { inPlace } from "../rig/place.ts";
import type { Place } from "../rig/place.ts";
import { record } from "../rig/row.ts";
import { modelServer } from "../rig/trial.ts";

const server = modelServer();

/** Two tasks in one session, which is about two thirds full after the first of them. */
function write(place: Place, cli: Cli, key: string, context: object): void {
  const agents = { worker: agentFor(cli, server().url("long-session", key)) };
  const tasks = [
    { id: "first", agent: "worker", prompt: SAY_WORD("anemone") },
    { id: "second", agent: "worker", prompt: ASK_WORD },
  ];
  const phases = [{ id: "work", context: "phase", order: "sequence", tasks }];
  place.plan(agents, phases, { context, defaults: { retry: 1 } });
}

const ofType = <T extends Event["type"]>(place: Place, type: T): Extract<Event, { type: T }>[] =>
  place
    .events()
    .map((each) => each.event)
    .filter((each): each is Extract<Event, { type: T }> => each.type === type);

const written = (place: Place): string => readFileSync(join(place.dir, "word.txt"), "utf8").trim();

/** What each command line says that its model has room for. */
const WINDOWS = { claude: 200_000, codex: 258_400 } as const;

describe.each(["claude", "codex"] as const)("%s, whose session has become long", (cli) => {
  test.concurrent("hands in its memory, and a fresh session goes on from that", async () => {
    const key = `${cli}-compacted`;
    await inPlace(async (place) => {
      write(place, cli, key, { checkpoint: 0.3, compact: 0.4 });
      const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
      expect(code, stdout + stderr).toBe(0);
      const [measured, ...others] = ofType(place, "context-measured").filter(
        ({ share }) => share !== undefined,
      );
      expect(others).toEqual([]);
      expect(measured).toMatchObject({
        task: "second",
        window: WINDOWS[cli],
        action: "compacted",
        session: place.accounts("first")[0]!.session,
      });
      expect(measured!.tokens).toBeGreaterThanOrEqual(LONG);
      expect(measured!.tokens).toBeLessThan(LONG + 100);
      const [asked, answered] = ofType(place, "attempt-started").filter(
        ({ task }) => task === "second",
      );
      expect(asked).toMatchObject({ stage: "compact", compacts: measured!.session });
      const [, told] = ofType(place, "attempt-succeeded");
      expect(told).toMatchObject({
        memory: { value: { summary: "I was told the word <anemone>.", next: ["write it down"] } },
      });
      expect(answered).toMatchObject({ memory: told!.memory!.sha256 });
      // The fresh session knows the word by the memory alone.
      const [, , last] = place.accounts();
      expect(last!.session).not.toBe(measured!.session);
      const prompt = await place.pawl("logs", "second", "--prompt");
      expect(prompt.stdout).toContain("I was told the word <anemone>.");
      expect(prompt.stdout).not.toContain("STEP 1");
      expect(written(place)).toBe("anemone");
      const row = record(place, server(), { driver: cli, scenario: "compacted session", key });
      expect(row).toMatchObject({
        ended: ["succeeded", "succeeded", "succeeded"],
        survivors: [],
        usageError: 0,
      });
    });
  });

  test.concurrent("is gone on with once a person has resumed the run", async () => {
    const key = `${cli}-paused`;
    await inPlace(async (place) => {
      write(place, cli, key, { checkpoint: 0.3, on: "pause" });
      const paused = await place.pawl("run", "plan.yaml", "--no-live");
      expect(paused.code, paused.stdout + paused.stderr).toBe(3);
      expect((await place.pawl("why")).stdout).toContain(
        `is paused before work/second goes on: its session with agent worker takes up 132,`,
      );
      const resumed = await place.pawl("resume", "--no-live");
      expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
      const sessions = place.accounts().map((account) => account?.session);
      expect(new Set(sessions).size).toBe(1);
      expect(written(place)).toBe("anemone");
    });
  });
});

test("gemini, which does not tell how long its session is, goes on, and that is said", async () => {
  await inPlace(async (place) => {
    write(place, "gemini", "gemini-unknown", { checkpoint: 0.3, on: "pause" });
    const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain(
      "how full its session with agent worker is, is not known: the agent does not tell how many tokens it holds; it goes on\n",
    );
    expect(written(place)).toBe("anemone");
  });
});
