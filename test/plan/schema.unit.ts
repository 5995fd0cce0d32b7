import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { Findings } from "../../src/plan/findings.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { conform } from "../../src/plan/schema/conform.ts";
import { definition } from "../../src/plan/schema/published.ts";
import { plan } from "../../src/plan/schema/plan.ts";
import { schemaText } from "../../src/plan/schema/root.ts";
import { workflow } from "../../src/plan/schema/workflow.ts";
import { readText } from "../../src/plan/syntax/read.ts";
import { planObject, spoiled, workflowObject } from "./arbitrary.ts";
import { everyTime } from "./support.ts";

test("schema.json is what the schema says; npm run build && node scripts/schema.mjs writes it", () => {
  const published = readFileSync(new URL("../../schema.json", import.meta.url), "utf8");
  expect(published).toBe(schemaText());
});

function conforms(file: unknown, name: string): boolean {
  const findings = new Findings(JSON.stringify(file), "f");
  const root = readText(findings.text, findings);
  if (root?.kind !== "map") return false;
  conform(root, definition(name), "the file", findings);
  return findings.errors === 0;
}

test("what is checked is what the schema says", () => {
  const outcomes = { good: 0, bad: 0 };
  const check = (file: unknown): void => {
    for (const [schema, name] of [
      [plan, "Plan"],
      [workflow, "Workflow"],
    ] as const) {
      const good = schema.safeParse(file).success;
      outcomes[good ? "good" : "bad"]++;
      expect([name, conforms(file, name)]).toEqual([name, good]);
    }
  };
  expect(everyTime(fc.oneof(planObject, workflowObject, spoiled), check)).toBe("held");
  expect(Math.min(outcomes.good, outcomes.bad)).toBeGreaterThan(20);
});

test("a plan means the same in YAML, in YAML of another style, and in JSON", () => {
  const check = (file: object): void => {
    const [json, ...others] = [
      JSON.stringify(file),
      JSON.stringify(file, null, 2),
      stringify(file),
      stringify(file, { defaultStringType: "QUOTE_SINGLE", collectionStyle: "flow" }),
      stringify(file, { indent: 4, lineWidth: 0 }),
    ].map((text) => parsePlan(text, { path: "f" }));
    expect(json!.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    for (const other of others) expect(other.plan).toEqual(json!.plan);
  };
  expect(everyTime(fc.oneof(planObject, workflowObject), check)).toBe("held");
});
