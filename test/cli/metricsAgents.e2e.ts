import { afterEach, beforeEach, expect, test } from "vitest";
import { agentTask, phase, plan } from "../core/plans.ts";
import { given } from "../views/given.ts";
import type { Story } from "../views/given.ts";
import { Workspace } from "./rig.ts";
import { keep } from "./told.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const model = { model: "big", inputTokens: 4000, cachedInputTokens: 0, outputTokens: 100 };
const usage = { models: [model], requests: 3, contextTokens: 1500, firstInputTokens: 1000 };
const story = (): Story =>
  given(plan([phase("build", [agentTask("code"), agentTask("review")])]))
    .uses("build/code", usage)
    .uses("build/review", { ...usage, models: [{ ...model, costUsd: 1.5 }] });

test("metrics of a run end with the tokens of its agents", async () => {
  await keep(place, story());
  const { stdout, code } = await place.pawl("metrics", "r-1");
  expect(code).toBe(0);
  expect(stdout.slice(stdout.indexOf("Tokens of agents"), stdout.indexOf("\n\nPHASE"))).toBe(
    [
      "Tokens of agents",
      "  in          8,000",
      "  out         200",
      "  requests    6",
      "  cost        at least $1.50",
      "  one shared context would have taken about 9,500 in, 1.19 times the 8,000",
    ].join("\n"),
  );
  const table = stdout.trimEnd().split("\n").slice(-7);
  expect(table.map((each) => each.trim().split(/ {2,}/))).toEqual([
    ["build", "8,000", "200", "6", "at least $1.50"],
    ["code", "builder", "4,000", "100", "3", "unknown"],
    ["attempt 1", "big", "4,000", "100", "3", "unknown"],
    ["review", "builder", "4,000", "100", "3", "$1.50"],
    ["attempt 1", "big", "4,000", "100", "3", "$1.50"],
    ["all of", "builder", "8,000", "200", "6", "at least $1.50"],
    ["all of", "big", "8,000", "200", "unknown", "at least $1.50"],
  ]);
});

test("the shape of the documents' own tools has their keys, and no others", async () => {
  await keep(place, story());
  const { stdout } = await place.pawl("metrics", "r-1", "--format", "seed");
  expect(Object.keys(JSON.parse(stdout) as object)).toEqual([
    "session_id",
    "current_phase",
    "overall_status",
    "total_duration_ms",
    "phases_completed",
    "success_rate",
    "average_phase_duration",
    "context_efficiency",
  ]);
});
