import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesGlob } from "../../src/core/glob.ts";

describe("a glob", () => {
  test.each([
    ["src/a.ts", "src/a.ts", true],
    ["src/a.ts", "./src/a.ts", true],
    ["src/a.ts", "src/*.ts", true],
    ["src/x/a.ts", "src/*.ts", false],
    ["src/x/a.ts", "src/**", true],
    ["src", "src/**", false],
    ["src/a.ts", "src/**/*.ts", true],
    ["src/x/y/a.ts", "src/**/*.ts", true],
    ["a.ts", "**/*.ts", true],
    ["x/a.ts", "**/a.ts", true],
    ["xa.ts", "**/a.ts", false],
    ["a.tsx", "*.ts?", true],
    ["a.ts", "*.ts?", false],
    ["x/y", "x?y", false],
    [".github/ci.yml", ".github/**", true],
    [".env", "*", true],
    ["src/ab.ts", "src/a**.ts", true],
    ["src/a/b.ts", "src/a**.ts", false],
    ["a.test.js", "*.{test,spec}.{js,ts}", true],
    ["a.other.js", "*.{test,spec}.{js,ts}", false],
    ["x/tests/a", "**/{test,tests}/**", true],
    [".rc", ".rc{,.*}", true],
    [".rc.json", ".rc{,.*}", true],
    ["a+b (1).ts", "a+b (1).ts", true],
    ["a.ts", "a,ts", false],
    ["a{b", "a{b", true],
    ["a}b", "a}b", true],
    ["axts", "a.ts", false],
  ])("%s by %s: %s", (path, glob, fits) => {
    expect(matchesGlob(path, glob)).toBe(fits);
  });

  test("without any of its signs is itself and nothing else, and none is an error", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, other) => {
        const glob = path.replace(/[*?{}]/g, "").replace(/^(\.\/)+/, "");
        expect(matchesGlob(glob, glob)).toBe(true);
        expect(typeof matchesGlob(other, path)).toBe("boolean");
      }),
    );
  });
});
