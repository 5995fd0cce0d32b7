import { afterEach, beforeEach, expect, test } from "vitest";
import { PlanFolder } from "./support.ts";

let folder: PlanFolder;
beforeEach(() => void (folder = new PlanFolder()));
afterEach(() => folder.remove());

const plan = (checks: string): string => `pawl: 1
name: x
phases:
  - id: build
    agent: claude
    prompt: Build it.
    gate: { checks: [ ${checks} ] }
`;

/** What the ready-made checks come to for a project. */
async function commands(files: Readonly<Record<string, string>>, names: string): Promise<string[]> {
  folder.write(files);
  const { phases } = await folder.plan(plan(names));
  return phases[0]!.gate!.checks.map((each) => (each.type === "run" ? each.run : each.type));
}

const BOTH = "{ check: tests-pass }, { check: types-clean }";

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    "node",
    { "package.json": '{"scripts":{"test":"x","typecheck":"y"}}', "pnpm-lock.yaml": "" },
    ["pnpm test", "pnpm run typecheck"],
  ],
  [
    "typescript",
    {
      "package.json": '{"scripts":{"test":"x"},"devDependencies":{"typescript":"5"}}',
      "tsconfig.json": "{}",
    },
    ["npm test", "node_modules/.bin/tsc --noEmit"],
  ],
  [
    "python with pytest and mypy",
    { "pyproject.toml": '[project]\ndependencies = ["pytest", "mypy"]\n' },
    ["python3 -m pytest", "python3 -m mypy ."],
  ],
  [
    "python with pyright",
    { "setup.py": "", "pyrightconfig.json": "{}", "tests/a.py": "" },
    ["python3 -m unittest discover -s tests", "pyright"],
  ],
  ["go", { "go.mod": "module x\n" }, ["go test -v ./...", "go vet ./..."]],
  [
    "rust",
    { "Cargo.toml": "[package]\n" },
    ["cargo test --workspace --tests", "cargo check --workspace --all-targets"],
  ],
  ["make", { Makefile: "check:\n\ttrue\ntypes:\n\ttrue\n" }, ["make check", "make types"]],
])("the commands of a %s project are found", async (_, files, found) => {
  expect(await commands(files, BOTH)).toEqual(found);
});

test("they are called by what they are, and keep their time", async () => {
  folder.write({ "package.json": '{"scripts":{"test":"x"}}' });
  const checks =
    "{ check: tests-pass, timeout: 5m, alone: true }, { check: no-errors }, { id: seen, check: files-found }";
  const { phases } = await folder.plan(plan(checks));
  expect(phases[0]!.gate!.checks).toEqual([
    {
      id: "tests-pass",
      type: "run",
      ready: "tests-pass",
      run: "npm test",
      timeoutMs: 300_000,
      alone: true,
    },
    { id: "no-errors", type: "no-errors" },
    { id: "seen", type: "files-found" },
  ]);
});
