import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { howToCall } from "../../src/cli/demo/launched.ts";
import { shellWord } from "../../src/core/shellWords.ts";

let root: string;
let clone: string;
let script: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "pawl-launched-")));
  clone = join(root, "clone");
  script = join(clone, "dist", "cli", "main.js");
  mkdirSync(join(clone, "dist", "cli"), { recursive: true });
  writeFileSync(script, "");
  chmodSync(script, 0o755);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What npm sets for what it starts by `npx` in a folder. */
const npx = (project: string, from: string) => ({
  npm_command: "exec",
  npm_config_local_prefix: project,
  INIT_CWD: from,
  PATH: "/usr/bin",
});

describe("how Pawl is called again", () => {
  test("from a link in a folder of the PATH: pawl", () => {
    mkdirSync(join(root, "bin"));
    symlinkSync(script, join(root, "bin", "pawl"));
    const env = { PATH: `/usr/bin:${join(root, "bin")}` };
    expect(howToCall({ script: join(root, "bin", "pawl"), cwd: "/", env })).toBe("pawl");
  });

  test("where another pawl is on the PATH: by the script", () => {
    mkdirSync(join(root, "bin"));
    writeFileSync(join(root, "bin", "pawl"), "");
    const env = { PATH: join(root, "bin") };
    expect(howToCall({ script, cwd: join(root, "bin"), env })).toBe(`node ${script}`);
  });

  test("by npx, in the project or below: npx pawl", () => {
    // npm starts its own link to the package, which stands in its cache.
    mkdirSync(join(root, "cache"));
    symlinkSync(script, join(root, "cache", "pawl"));
    const link = join(root, "cache", "pawl");
    expect(howToCall({ script: link, cwd: clone, env: npx(clone, clone) })).toBe("npx pawl");
    const below = join(clone, "dist");
    expect(howToCall({ script: link, cwd: below, env: npx(clone, below) })).toBe("npx pawl");
  });

  test("by npx --prefix from elsewhere: the same again", () => {
    expect(howToCall({ script, cwd: root, env: npx(clone, root) })).toBe(
      `npx --prefix ${clone} pawl`,
    );
  });

  test("by npx of a package that is in no project: by the script, for npx would ask the registry", () => {
    expect(howToCall({ script, cwd: root, env: npx(join(root, "other"), root) })).toBe(
      "node clone/dist/cli/main.js",
    );
  });

  test("as a file of the working folder: by its relative path", () => {
    expect(howToCall({ script, cwd: clone, env: { PATH: "/usr/bin" } })).toBe(
      "node dist/cli/main.js",
    );
  });
});

test("words are quoted where a shell would take them apart", () => {
  expect(["/tmp/a-b_1.c", "a b", "it's", ""].map(shellWord)).toEqual([
    "/tmp/a-b_1.c",
    "'a b'",
    String.raw`'it'\''s'`,
    "''",
  ]);
});
