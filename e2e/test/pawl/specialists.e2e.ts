import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Event } from "../../../src/core/events.ts";
import { DUMMY_KEY } from "../../dummyKey.mjs";
import { settle } from "../../isolated/trial.mjs";
import { inPlace } from "../rig/place.ts";
import type { Place } from "../rig/place.ts";
import { survivors } from "../rig/survivors.ts";
import { modelServer } from "../rig/trial.ts";

const server = modelServer();

/** By task, as the command line tells it. */
const MODELS = {
  claude: {
    "P1.1": "claude-haiku-4-5",
    "P1.2": "claude-sonnet-5",
    "P2.1": "claude-sonnet-5",
    "P4.2": "claude-haiku-4-5",
  },
  codex: {
    "P1.1": "gpt-5.4-mini",
    "P1.2": "gpt-5.1-codex",
    "P2.1": "gpt-5.1-codex",
    "P4.2": "gpt-5.4-mini",
  },
} as const;

/** The events of one type, in order. */
const events = <T extends Event["type"]>(place: Place, type: T): Extract<Event, { type: T }>[] =>
  place
    .events()
    .map(({ event }) => event)
    .filter((event): event is Extract<Event, { type: T }> => event.type === type);

test.concurrent.each(["claude", "codex"] as const)(
  "%s carries out the template specialists to its end: workers asked, a false claim refuted, all merged",
  async (cli) => {
    const key = `${cli}-specialists`;
    await inPlace(async (place) => {
      settle(cli, { home: place.home, url: server().url("specialists", key) });
      place.env["OPENAI_API_KEY"] = DUMMY_KEY;
      const written = await place.pawl("init", "-t", "specialists", "--agent", cli);
      expect(written).toMatchObject({ code: 0, stderr: "" });
      const { code, stdout, stderr } = await place.pawl("run", "pawl.yaml", "--no-live");
      expect(code, stdout + stderr).toBe(0);

      expect(
        events(place, "attempt-failed").map(({ task, failure }) => [task, failure.message]),
      ).toEqual([["P4.2", "what it reports does not hold:\n- docs/sign-in.md is not there"]]);
      const answers = events(place, "worker-ended");
      expect(answers.map(({ worker, status }) => `${worker} ${status}`).toSorted()).toEqual([
        "tests succeeded",
        "users succeeded",
      ]);
      const branch = `pawl/${place.run()}`;
      expect(place.fileAt(branch, "docs/sign-in.md")).toContain("POST /sign-in");
      expect(existsSync(join(place.dir, "src"))).toBe(false);
      const progress = JSON.parse(place.read("PROGRESS.json")) as object;
      expect(progress).toMatchObject({ completion_percentage: 100 });
      // Simple tasks were done by the small model, complex ones by the other.
      for (const [task, model] of Object.entries(MODELS[cli])) {
        const asked = place.accounts(task).flatMap((account) => account?.usage?.models ?? []);
        expect(new Set(asked.map((each) => each.model.replace(/-\d{8}$/, "")))).toEqual(
          new Set([model]),
        );
      }
      expect(survivors(place, [key])).toEqual([]);
    });
  },
);
