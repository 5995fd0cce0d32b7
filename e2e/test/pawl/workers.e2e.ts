import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Event } from "../../../src/core/events.ts";
import { agentFor } from "../../agents.mjs";
import type { Cli } from "../../byHand.mjs";
import { inPlace } from "../rig/place.ts";
import type { Place } from "../rig/place.ts";
import { survivors } from "../rig/survivors.ts";
import { modelServer } from "../rig/trial.ts";

const server = modelServer();

function plan(place: Place, cli: Cli, url: string): void {
  const agent = agentFor(cli, url);
  const lead = { ...agent, workers: { agent: "reader", max: 3, parallel: 3, timeout: "3m" } };
  const agents = { lead, reader: { ...agent, permissions: "read-only" } };
  const task = { id: "ask", agent: "lead", prompt: "Say what this repository is for.", retry: 1 };
  place.plan(agents, [task], { concurrency: 1 });
}

type WorkerEnded = Extract<Event, { type: "worker-ended" }>;

const endsOf = (place: Place): Map<string, WorkerEnded> =>
  new Map(
    place
      .events()
      .map(({ event }) => event)
      .filter((event): event is WorkerEnded => event.type === "worker-ended")
      .map((event) => [event.worker, event]),
  );

test.concurrent.each(["claude", "codex", "gemini"] as const)(
  "%s has questions looked into by workers, and is told what they found",
  { timeout: 400_000 },
  async (cli) => {
    const key = `${cli}-workers`;
    await inPlace(async (place) => {
      plan(place, cli, server().url("workers", key));
      const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
      expect(code, stdout + stderr).toBe(0);
      const ends = endsOf(place);
      expect(ends.get("readme")).toMatchObject({
        status: "succeeded",
        summary: "It is a repository to work in and this is all that is said of it.",
      });
      expect(ends.get("readme")!.account!.usage!.models[0]!.inputTokens).toBeGreaterThan(0);
      expect(ends.get("notes")).toMatchObject({ status: "failed" });
      // Whether it is refused or has no tool for that is a matter of its program.
      expect(ends.has("sly")).toBe(true);
      expect(existsSync(join(place.dir, "sly.txt"))).toBe(false);
      expect(place.changed()).toEqual([]);
      expect(place.accounts()).toMatchObject([
        {
          report: {
            status: "success",
            summary: "I was told: It is a repository to work in and this is all that is said of it",
          },
        },
      ]);
      expect(place.types().filter((type) => type === "workers-answered")).toHaveLength(1);
      expect(survivors(place, [key])).toEqual([]);
    });
  },
);
