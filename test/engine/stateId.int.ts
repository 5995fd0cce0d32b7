import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stateIdOf } from "../../src/engine/stateId.ts";

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "pawl-state-id-"))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("a state folder keeps its id, and no two have the same", () => {
  const one = stateIdOf(join(dir, "one", ".pawl"));
  expect(one).toMatch(/^[0-9a-f]{12}$/);
  expect(stateIdOf(join(dir, "one", ".pawl"))).toBe(one);
  expect(stateIdOf(join(dir, "two", ".pawl"))).not.toBe(one);
  expect(readdirSync(join(dir, "one", ".pawl"))).toEqual(["id"]);
});

test("where none can be made there is none: the attempt's own folder will say why", () => {
  writeFileSync(join(dir, "file"), "");
  expect(stateIdOf(join(dir, "file", ".pawl"))).toBeUndefined();
});
