import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { detailsKeeper } from "../../src/details/details.ts";
import type { DetailsFile } from "../../src/core/details.ts";
import { taskId } from "../../src/core/ids.ts";
import type { DetailsOrder } from "../../src/details/port.ts";

const keeper = detailsKeeper();

let root: string;
let order: DetailsOrder;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pawl-details-"));
  order = {
    folder: join(root, "run"),
    phase: "look",
    attempts: ["one@1", "one@2", "two@1"].map((name) => ({
      task: name.split("@")[0]!,
      folder: `attempts/look/${name}`,
    })),
    mirror: { dir: join(root, "project"), name: ".claude/cache/agent-outputs" },
  };
  write("project/README.md", "");
  write("run/attempts/look/one@2/details/report.md", "found");
  write("run/attempts/look/one@2/details/raw/all.json", "{}");
  write("run/attempts/look/two@1/details/report.md", "more");
  write("run/attempts/look/two@1/output.log", "not a detail");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** All files of a folder, by their paths. */
const filesOf = (path: string): string[] =>
  readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((each) => !each.isDirectory())
    .map((each) => join(each.parentPath, each.name).slice(join(root, path).length + 1))
    .sort();

const file = (task: string, path: string, bytes: number, text: string): DetailsFile => ({
  task: taskId(task),
  path,
  bytes,
  sha256: sha256(text),
});

const THREE = [
  file("one", "attempts/look/one@2/details/raw/all.json", 2, "{}"),
  file("one", "attempts/look/one@2/details/report.md", 5, "found"),
  file("two", "attempts/look/two@1/details/report.md", 4, "more"),
];

test("all that attempts have left is listed, with digests", async () => {
  expect(await keeper.list(order)).toEqual({ files: THREE, kept: "kept" });
});

test("what is no file is told, and let be", async () => {
  symlinkSync(join(root, "project/README.md"), join(root, "run/attempts/look/two@1/details/link"));
  expect((await keeper.list(order)).notes).toEqual([
    "attempts/look/two@1/details/link is let be: it is a link",
  ]);
});

test("a folder of details that is a link holds none: nothing outside is looked at or taken away", async () => {
  write("home/precious.txt", "mine");
  mkdirSync(join(root, "run/attempts/look/one@1"));
  symlinkSync(join(root, "home"), join(root, "run/attempts/look/one@1/details"));
  const { files } = await keeper.list(order);
  expect(files).toEqual(THREE);
  const forged = {
    ...THREE[0]!,
    path: "attempts/look/one@1/details/precious.txt",
    sha256: sha256("mine"),
  };
  const outcome = await keeper.clear(order, [forged], "removed");
  expect(outcome.notes).toEqual([`${forged.path} stays: a link leads to it`]);
  expect(read("home/precious.txt")).toBe("mine");
});

test("the mirror has them, and others' files there are let be", async () => {
  write("project/.claude/cache/agent-outputs/mine.txt", "mine");
  await keeper.mirror(order);
  await keeper.mirror(order);
  expect(filesOf("project/.claude/cache/agent-outputs")).toEqual([
    "look/one@2/raw/all.json",
    "look/one@2/report.md",
    "look/two@1/report.md",
    "mine.txt",
  ]);
  await keeper.clear(order, THREE, "removed");
  expect(filesOf("project/.claude/cache/agent-outputs")).toEqual(["mine.txt"]);
  expect(existsSync(join(root, "project/.claude/cache/agent-outputs/look"))).toBe(false);
});

test("a mirror that leads out of the plan's folder is not written to", async () => {
  mkdirSync(join(root, "elsewhere"));
  symlinkSync(join(root, "elsewhere"), join(root, "project/.claude"));
  await expect(keeper.mirror(order)).rejects.toThrow(/leads out of the plan's folder/);
  expect(filesOf("elsewhere")).toEqual([]);
});

describe("what was noted is taken away", () => {
  test("and nothing else", async () => {
    write("run/attempts/look/two@1/details/late.md", "late");
    expect(await keeper.clear(order, THREE, "removed")).toEqual({ files: THREE, kept: "removed" });
    expect(filesOf("run")).toEqual([
      "attempts/look/two@1/details/late.md",
      "attempts/look/two@1/output.log",
    ]);
  });

  test("but not what was changed since, and that is said", async () => {
    write("run/attempts/look/two@1/details/report.md", "changed");
    const { notes } = await keeper.clear(order, THREE, "removed");
    expect(notes).toEqual([
      "attempts/look/two@1/details/report.md stays: it was changed after its digest was noted",
    ]);
    expect(read("run/attempts/look/two@1/details/report.md")).toBe("changed");
  });

  test("nor from the mirror what somebody has changed there", async () => {
    await keeper.mirror(order);
    write("project/.claude/cache/agent-outputs/look/two@1/report.md", "with my notes");
    const { notes } = await keeper.clear(order, THREE, "removed");
    expect(notes).toEqual([
      `${join(root, "project/.claude/cache/agent-outputs/look/two@1/report.md")} stays: somebody has changed it`,
    ]);
  });
});

/** The files as they are when it was killed just before the n-th of them. */
const partly = async (how: "removed" | "archived", count: number): Promise<void> =>
  void (await keeper.clear(order, THREE.slice(0, count), how));

describe.each([0, 1, 2, 3])("killed after %i files", (count) => {
  test("taking away comes to the same", async () => {
    await keeper.mirror(order);
    await partly("removed", count);
    expect(await keeper.clear(order, THREE, "removed")).toEqual({ files: THREE, kept: "removed" });
    expect(filesOf("run")).toEqual(["attempts/look/two@1/output.log"]);
    expect(existsSync(join(root, "project/.claude/cache/agent-outputs"))).toBe(false);
  });

  test("packing comes to the same", async () => {
    await partly("archived", count);
    const packed = ["one@2/raw/all.json", "one@2/report.md", "two@1/report.md"];
    expect(await keeper.clear(order, THREE, "archived")).toEqual({
      files: THREE.map((each, at) => ({ ...each, path: `details/look/${packed[at]}.gz` })),
      kept: "archived",
    });
    expect(filesOf("run")).toEqual([
      "attempts/look/two@1/output.log",
      ...packed.map((each) => `details/look/${each}.gz`),
    ]);
    for (const [at, each] of packed.entries()) {
      const whole = gunzipSync(readFileSync(join(root, `run/details/look/${each}.gz`)));
      expect(createHash("sha256").update(whole).digest("hex")).toBe(THREE[at]!.sha256);
    }
  });
});

test("what a kill has left of packing is made anew, and the file stays until it is", async () => {
  write("run/details/look/two@1/report.md.gz", "torn");
  await keeper.clear(order, THREE, "archived");
  expect(
    gunzipSync(readFileSync(join(root, "run/details/look/two@1/report.md.gz"))).toString(),
  ).toBe("more");
});
