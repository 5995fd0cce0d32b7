import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { told } from "./support.ts";

const page = readFileSync(new URL("../../docs/plan-file.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => match[1]!);

test("the page has examples", () => {
  expect(examples.length).toBeGreaterThan(7);
});

test.each(examples)("example %#", (example) => {
  expect(told(example)).toBe("fine");
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
