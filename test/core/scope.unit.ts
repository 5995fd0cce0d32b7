import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outOfScope, scopeInWords } from "../../src/core/scope.ts";

const isOut = (path: string, globs: readonly string[], prefix = ""): boolean =>
  outOfScope([path], { include: globs }, prefix).length > 0;

const step = fc.stringMatching(/^[a-z.]{1,6}$/).filter((each) => !/^\.+$/.test(each));
const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join("/"));

describe("a task's scope", () => {
  test.each([
    ["src/a.ts", ["src/*.ts"], "", false],
    ["src/x/a.ts", ["src/*.ts"], "", true],
    ["src/x/a.ts", ["src"], "", false],
    ["src/x/a.ts", ["./src/"], "", false],
    ["srcx/a.ts", ["src"], "", true],
    ["a.ts", ["."], "", false],
    ["app/src/a.ts", ["src/**"], "app", false],
    ["src/a.ts", ["src/**"], "app", true],
    ["src/a.ts", ["../src/**"], "app", false],
    ["src/a.ts", ["**"], "app", true],
    ["src/a.ts", ["."], "app", true],
    ["src/a.ts", ["**/a.ts"], "app/web", true],
    ["a/x", ["../x"], "a/b", false],
    ["a.ts", [], "", true],
  ])("has %s in %j from %j: out is %s", (name, globs, prefix, out) => {
    expect(isOut(name, globs, prefix)).toBe(out);
  });

  test("without any glob is everything", () => {
    fc.assert(
      fc.property(fc.array(path), path, (paths, prefix) => {
        expect(outOfScope(paths, {}, prefix)).toEqual([]);
      }),
    );
  });

  test("that names a path has it, and all below it", () => {
    fc.assert(
      fc.property(path, path, (name, more) => {
        expect(isOut(name, [name])).toBe(false);
        expect(isOut(`${name}/${more}`, [name])).toBe(false);
      }),
    );
  });

  test("never has what is outside of the plan's folder, unless a glob leads there", () => {
    fc.assert(
      fc.property(path, path, fc.array(path), (name, prefix, globs) => {
        const outside = !`${name}/`.startsWith(`${prefix}/`);
        fc.pre(outside);
        expect(isOut(name, [...globs, "**", "**/*", "."], prefix)).toBe(true);
      }),
    );
  });

  test("never has what it excludes, whatever it includes", () => {
    fc.assert(
      fc.property(path, fc.array(path), (name, include) => {
        const scope = { include: [...include, "**"], exclude: [name] };
        expect(outOfScope([name], scope, "")).toEqual([name]);
      }),
    );
  });

  test("keeps the order of the paths that are out of it", () => {
    fc.assert(
      fc.property(fc.array(path), fc.array(path), (paths, include) => {
        const out = new Set(outOfScope(paths, { include }, ""));
        expect(outOfScope(paths, { include }, "")).toEqual(paths.filter((each) => out.has(each)));
      }),
    );
  });

  test("is told in words", () => {
    expect(scopeInWords({})).toBe("it may change everything");
    expect(scopeInWords({ include: [] })).toBe("it may change nothing");
    expect(scopeInWords({ include: ["a", "b/**"], exclude: ["b/c"] })).toBe(
      "it may change `a`, `b/**` but not `b/c`",
    );
    expect(scopeInWords({ exclude: ["b/c"] })).toBe("it may change everything but not `b/c`");
  });
});
