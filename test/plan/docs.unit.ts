import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";

const page = readFileSync(new URL("../../docs/plan-file.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => match[1]!);

test("the page has examples", () => {
  expect(examples.length).toBeGreaterThan(7);
});

/** Whatever file an example names is there. */
const files = {
  read: (path: string) => ({
    text: path.endsWith(".yaml") ? "tasks: [{ id: one, title: One }]" : "a specification",
    sha256: "0".repeat(64),
  }),
  exists: () => false,
  names: () => [],
};

test.each(examples)("example %#", (example) => {
  const { diagnostics, text } = parsePlan(example, { path: "plan.yaml", files });
  expect(formatDiagnostics(diagnostics, text)).toBe("");
});

test("every key of the schema is on the page", () => {
  const schema = JSON.parse(
    readFileSync(new URL("../../schema.json", import.meta.url), "utf8"),
  ) as { definitions: Record<string, { properties?: object }> };
  const keys = Object.entries(schema.definitions)
    .filter(([name]) => !name.startsWith("Workflow"))
    .flatMap(([, { properties = {} }]) => Object.keys(properties));
  expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});
