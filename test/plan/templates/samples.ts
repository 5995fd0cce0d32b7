import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KindName } from "../../../src/plan/templates/project.ts";

/** A small real project of each kind, with a test that passes. */
export const SAMPLES: Readonly<Record<KindName, Readonly<Record<string, string>>>> = {
  node: {
    "package.json": JSON.stringify({
      name: "sample",
      version: "1.0.0",
      type: "module",
      exports: "./sum.js",
      scripts: { build: "node --check sum.js", test: "node --test", lint: "node --check sum.js" },
    }),
    "sum.js": "export const sum = (a, b) => a + b;\n",
    "sum.test.js":
      'import assert from "node:assert";\nimport test from "node:test";\nimport { sum } from "./sum.js";\ntest("sums", () => assert.equal(sum(1, 2), 3));\n',
    "README.md": "# Sample\n\nSee [the code](sum.js).\n",
  },
  python: {
    "pyproject.toml": '[project]\nname = "sample"\nversion = "1.0.0"\ndependencies = []\n',
    "sample/__init__.py": "def add(a, b):\n    return a + b\n",
    "tests/test_add.py":
      "import unittest\n\nfrom sample import add\n\n\nclass Add(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(add(1, 2), 3)\n",
    "tests/__init__.py": "",
    "README.md": "# Sample\n",
  },
  go: {
    "go.mod": "module example.com/sample\n\ngo 1.19\n",
    "sum.go":
      "package main\n\nfunc sum(a, b int) int { return a + b }\n\nfunc main() { println(sum(1, 2)) }\n",
    "sum_test.go":
      'package main\n\nimport "testing"\n\nfunc TestSum(t *testing.T) {\n\tif sum(1, 2) != 3 {\n\t\tt.Fatal("wrong")\n\t}\n}\n',
    "README.md": "# Sample\n",
  },
  rust: {
    "Cargo.toml": '[package]\nname = "sample"\nversion = "1.0.0"\nedition = "2021"\n',
    "src/lib.rs":
      "/// Sums.\n///\n/// ```\n/// assert_eq!(sample::sum(1, 2), 3);\n/// ```\npub fn sum(a: i32, b: i32) -> i32 {\n    a + b\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn sums() {\n        assert_eq!(super::sum(1, 2), 3);\n    }\n}\n",
    ".gitignore": "/target\nCargo.lock\n",
    "README.md": "# Sample\n",
  },
  make: {
    Makefile:
      'all: sum\n\nsum: sum.sh\n\tcp sum.sh sum && chmod +x sum\n\ntest: sum\n\ttest "$$(./sum 1 2)" = 3\n\nsmoke: sum\n\t./sum 4 5\n\nlint:\n\tsh -n sum.sh\n',
    "sum.sh": "#!/bin/sh\necho $(($1 + $2))\n",
    ".gitignore": "/sum\n",
    "README.md": "# Sample\n",
  },
  none: { "notes.txt": "nothing that Pawl knows\n", "README.md": "# Sample\n" },
};

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Git as nobody in particular, without anybody's settings. */
export function git(folder: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@localhost"];
  const env = {
    PATH: process.env["PATH"],
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  return execFileSync("git", [...identity, ...args], { cwd: folder, env, encoding: "utf8" });
}

/** The sample as a git repository with one commit. */
export function makeSample(folder: string, kind: KindName): void {
  writeFiles(folder, SAMPLES[kind]);
  git(folder, "init", "--quiet");
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "-m", "Sample");
}
