import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepDetails } from "../../src/runner/keepDetails.ts";

let root: string;
let folder: string;
let cwd: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pawl-details-"));
  [folder, cwd] = [join(root, "attempt"), join(root, "work")];
  for (const each of [folder, cwd]) mkdirSync(each);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Where details are that a report names. */
function kept(details: string): string | undefined {
  const report = { status: "success", summary: "done", details, by: "text" } as const;
  return keepDetails(folder, cwd, { report, artifacts: [], flags: [] }).report!.details;
}

test("a report without details is left as it is", () => {
  const handedIn = { artifacts: [], flags: [] };
  expect(keepDetails(folder, cwd, handedIn)).toBe(handedIn);
});

test("what is there already stays, by its path from the attempt's folder", () => {
  mkdirSync(join(folder, "details"));
  writeFileSync(join(folder, "details/report.md"), "more");
  expect(kept("details/report.md")).toBe("details/report.md");
  expect(kept(join(folder, "details/report.md"))).toBe("details/report.md");
});

test.each(["out/more.json", "whole"])(
  "a file where the agent worked is copied, named as %s",
  (name) => {
    mkdirSync(join(cwd, "out"));
    writeFileSync(join(cwd, "out/more.json"), "{}");
    expect(kept(name === "whole" ? join(cwd, "out/more.json") : name)).toBe("details/more.json");
    expect(readFileSync(join(folder, "details/more.json"), "utf8")).toBe("{}");
  },
);

test("one of the same name is not written over", () => {
  mkdirSync(join(folder, "details"));
  writeFileSync(join(folder, "details/more.json"), "1");
  writeFileSync(join(cwd, "more.json"), "2");
  expect(kept("more.json")).toBe("details/2-more.json");
  expect(readFileSync(join(folder, "details/more.json"), "utf8")).toBe("1");
});

test.each<[string, () => string]>([
  ["what is not there", () => "gone.md"],
  ["a folder", () => "."],
  ["a file beyond its folders", () => (writeFileSync(join(root, "secret"), "x"), "../secret")],
  [
    "a link that leads out",
    () => {
      writeFileSync(join(root, "secret"), "x");
      symlinkSync(join(root, "secret"), join(cwd, "link"));
      return "link";
    },
  ],
  [
    "a file in a folder that is a link",
    () => {
      mkdirSync(join(root, "elsewhere"));
      writeFileSync(join(root, "elsewhere/secret"), "x");
      symlinkSync(join(root, "elsewhere"), join(cwd, "linked"));
      return "linked/secret";
    },
  ],
])("%s is left out", (_, name) => {
  expect(kept(name())).toBeUndefined();
});

test("words in place of a path are the details, with what looks like a key masked", () => {
  const key = ["ghp", "a".repeat(36)].join("_");
  expect(kept(`Seen on one line, with ${key}.`)).toBe("details/report.md");
  expect(readFileSync(join(folder, "details/report.md"), "utf8")).toBe(
    "Seen on one line, with ***.\n",
  );
});
