import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { signedIn } from "../../../src/executors/agent/about.ts";
import { aboutOf } from "../../../src/executors/agent/drivers/abouts.ts";

const codex = aboutOf("codex")!;
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "pawl-about-"));
});
afterEach(() => rmSync(home, { recursive: true }));

test("nothing set and nothing written: not signed in, as far as can be told", () => {
  expect(signedIn(codex, { HOME: home })).toBeUndefined();
});

test("a variable that is a key counts, an empty one does not", () => {
  expect(signedIn(codex, { HOME: home, CODEX_API_KEY: "k" })).toEqual({
    by: "variable",
    name: "CODEX_API_KEY",
  });
  expect(signedIn(codex, { HOME: home, CODEX_API_KEY: "" })).toBeUndefined();
});

test("the file of a sign-in is looked for in the home folder", () => {
  mkdirSync(join(home, ".codex"));
  const path = join(home, ".codex", "auth.json");
  writeFileSync(path, '{"tokens":{}}');
  expect(signedIn(codex, { HOME: home })).toEqual({ by: "file", path });
});

test("and where a variable names the folder", () => {
  const path = join(home, "auth.json");
  writeFileSync(path, '{"tokens":{}}');
  expect(signedIn(codex, { HOME: "/nowhere", CODEX_HOME: home })).toEqual({ by: "file", path });
});

test("what a sign-out leaves behind does not count", () => {
  writeFileSync(join(home, "auth.json"), "{}");
  expect(signedIn(codex, { HOME: "/nowhere", CODEX_HOME: home })).toBeUndefined();
});

test("the drivers whose program the plan names have nothing to tell", () => {
  expect(aboutOf("acp")).toBeUndefined();
  expect(aboutOf("command")).toBeUndefined();
  expect(aboutOf("scripted")).toBeUndefined();
});
