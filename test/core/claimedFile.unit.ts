import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { claimedFiles } from "../../src/core/claimedFile.ts";

const meant = (entry: string): string[] => claimedFiles(entry).map(({ paths }) => paths.at(-1)!);

describe("the file that an entry of a report means", () => {
  test.each([
    ["src/a.ts"],
    ["./src/a.ts"],
    [String.raw`src\a.ts`],
    ["`src/a.ts`"],
    ["**src/a.ts**"],
    ['"src/a.ts"'],
    ["“src/a.ts” (new)"],
    ["„src/a.ts“"],
    ["«src/a.ts»"],
    ["‘src/a.ts’"],
    ["- src/a.ts"],
    ["2. src/a.ts"],
    ["src/a.ts:12"],
    ["src/a.ts:12:5"],
    ["src/a.ts:3-9"],
    ["src/a.ts#L3-L9"],
    ["src/a.ts(12,5)"],
    ["src/a.ts lines 3-9"],
    ["src/a.ts::parses_all"],
    ["src/a.ts:parse()"],
    ["src/a.ts#parse"],
    ["@/src/a.ts"],
    ["e.g. src/a.ts"],
    ["src/a.ts."],
    ["src/a.ts (new, 20 lines)"],
    ["`src/a.ts` (new)"],
    ["src/a.ts - adds the parser, as src/b.ts had it"],
    ["src/a.ts: adds the parser"],
    ["[a.ts](src/a.ts)"],
    ["M src/a.ts"],
    ["created src/a.ts"],
    ["new file: src/a.ts"],
    ["b/src/a.ts"],
    ["put the parser of Node.js into src/a.ts"],
  ])("%s is src/a.ts", (entry) => expect(meant(entry)).toEqual(["src/a.ts"]));

  test.each([
    ["/work/src/a.ts", ["/work/src/a.ts"]],
    ["file:///work/src/a.ts", ["/work/src/a.ts"]],
    ["app/[id]/page.tsx", ["app/[id]/page.tsx"]],
    ["app/(auth)/page.tsx", ["app/(auth)/page.tsx"]],
    ["src/**/*.ts", ["src/**/*.ts"]],
    ["src/", ["src/"]],
    [".gitignore", [".gitignore"]],
    ["Makefile", ["Makefile"]],
    ["LICENSE", ["LICENSE"]],
    ["src/read-only.ts", ["src/read-only.ts"]],
    ["removed.md", ["removed.md"]],
    ["src/a.ts and src/b.ts", ["src/a.ts", "src/b.ts"]],
  ])("%s means %j", (entry, paths) => expect(meant(entry)).toEqual(paths));

  test.each([
    ["{lib => src}/a.ts", "lib/a.ts"],
    ["src/{parser => }/a.ts", "src/parser/a.ts"],
    ["src/{b.ts => a.ts}", "src/b.ts"],
  ])("%s is src/a.ts now", (entry, before) => {
    const paths = claimedFiles(entry).flatMap((each) => each.paths);
    expect(paths.slice(-2)).toEqual(["src/a.ts", before]);
  });

  test("a path with spaces, or one that looks like a remark, is one as it stands", () => {
    expect(claimedFiles("docs/My notes/a.md")[0]!.paths[0]).toBe("docs/My notes/a.md");
    expect(claimedFiles("src/a.ts (old)")[0]!.paths[0]).toBe("src/a.ts (old)");
    expect(claimedFiles("src/a.ts:12")[0]!.paths[0]).toBe("src/a.ts:12");
  });

  test("of one that was renamed it may be either name", () => {
    const [claimed] = claimedFiles("src/a.ts → lib/a.ts (renamed)");
    expect(claimed!.paths).toEqual(["src/a.ts → lib/a.ts (renamed)", "lib/a.ts", "src/a.ts"]);
  });

  test.each([
    "src/a.ts (deleted)",
    "deleted src/a.ts",
    "D src/a.ts",
    "src/a.ts - removed",
    "deleted: `src/a.ts`",
  ])("%s is said to be deleted", (entry) =>
    expect(claimedFiles(entry)).toMatchObject([{ deleted: true }]),
  );

  test.each(["src/deleted.ts", "src/a.ts (new)"])("%s is not", (entry) =>
    expect(claimedFiles(entry)).toMatchObject([{ deleted: false }]),
  );

  test.each([
    "src/a.ts (unchanged)",
    "src/a.ts (read only)",
    "src/a.ts - reviewed, no changes needed",
    "src/a.ts (already exists)",
  ])("%s claims no change", (entry) => expect(claimedFiles(entry)).toEqual([]));

  test.each([
    "",
    "various files",
    "20 lines)",
    "12 tests passed",
    "tests",
    "see the docs of Node.js",
    "v1.2",
    "https://example.org/a/b.html",
    "src/...",
    "{path}",
    "<path of a file>",
    "$PAWL_ARTIFACTS/x.json",
    "~/notes.md",
    "n/a (nothing to change)",
    "N/A - no files",
    "CI/CD",
    "12/12",
    "+10/-3",
    "@types/node",
    "Node.js",
    "v2.x",
    "see also lib/x.ts",
    "uses lib/x.ts",
    "- follows the pattern of lib/x.ts",
  ])("%j is no path", (entry) => expect(claimedFiles(entry)).toEqual([]));

  test("whatever an entry holds, it is read, and a plain path is always among what it may mean", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (entry) => {
        for (const { paths } of claimedFiles(entry)) expect(paths).not.toContain("");
      }),
    );
    const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,12}$/);
    const remark = fc.constantFrom("", " (new)", ":12", ":1:2", " - mended", "#L4");
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 4 }),
        name,
        remark,
        (folders, last, after) => {
          const path = `${folders.join("/")}/${last}.ts`;
          expect(claimedFiles(`${path}${after}`).flatMap(({ paths }) => paths)).toContain(path);
        },
      ),
    );
  });
});
