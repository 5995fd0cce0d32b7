import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { schemaText } from "../../src/plan/schema/root.ts";

test("schema.json is what the schema says; npm run build && node scripts/schema.mjs writes it", () => {
  const published = readFileSync(new URL("../../schema.json", import.meta.url), "utf8");
  expect(published).toBe(schemaText());
});
