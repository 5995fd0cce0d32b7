import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeGiven } from "../../../../src/executors/agent/prompt/writeGiven.ts";

test("what a prompt only summarises lies in the folder, whole; what stands in the prompt does not", () => {
  const folder = mkdtempSync(join(tmpdir(), "pawl-given-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const long = { rows: "x".repeat(9_000) };
  writeGiven(folder, [
    { name: "long", value: long, bytes: 9_011, sha256: "" },
    { name: "short", value: 1, bytes: 1, sha256: "" },
  ]);
  expect(readdirSync(join(folder, "given"))).toEqual(["long.json"]);
  expect(JSON.parse(readFileSync(join(folder, "given/long.json"), "utf8"))).toEqual(long);
});
