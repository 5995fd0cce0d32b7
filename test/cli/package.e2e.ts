import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PLAN = 'pawl: 1\nname: packed\nphases:\n  - { id: hello, run: "echo hello > hello.txt" }\n';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "pawl-package-"));
  const env = { ...process.env, npm_config_update_notifier: "false" };
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", dir], {
    cwd: ROOT,
    env,
    stdio: "pipe",
  });
  const tarball = readdirSync(dir).find((each) => each.endsWith(".tgz"))!;
  writeFileSync(join(dir, "package.json"), '{"name":"elsewhere","private":true,"type":"module"}');
  execFileSync("npm", ["install", "--omit=dev", "--no-audit", "--no-fund", `./${tarball}`], {
    cwd: dir,
    env,
    stdio: "pipe",
  });
}, 120_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const inDir = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd: dir, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

test("the package, installed into an empty folder, runs a plan with its own command", () => {
  writeFileSync(join(dir, "plan.yaml"), PLAN);
  inDir(join(dir, "node_modules", ".bin", "pawl"), "run", "plan.yaml");
  expect(inDir("cat", "hello.txt")).toBe("hello\n");
});

test("its library drives a plan, in the ten lines that the README shows", () => {
  writeFileSync(
    join(dir, "drive.js"),
    `import { readPlan, openEngine, jsonStore } from "pawl";
     const { plan, source } = await readPlan("plan.yaml");
     const engine = openEngine({ store: jsonStore(".pawl") });
     const driving = await engine.start(plan, { source });
     const run = await driving.finished;
     await engine.close();
     console.log(run.status);`,
  );
  writeFileSync(join(dir, "plan.yaml"), PLAN);
  expect(inDir(process.execPath, "drive.js")).toBe("completed\n");
});

test("it publishes the plan file's schema", () => {
  const script =
    'import schema from "pawl/schema.json" with { type: "json" }; console.log(schema.$schema)';
  writeFileSync(join(dir, "schema.js"), script);
  expect(inDir(process.execPath, "--no-warnings", "schema.js")).toBe(
    "http://json-schema.org/draft-07/schema#\n",
  );
});

test("nothing of it needs an install script", () => {
  const found = inDir(
    "sh",
    "-c",
    "grep -lE '\"(pre|post)?install\"' node_modules/*/package.json node_modules/@*/*/package.json || true",
  );
  expect(found).toBe("");
});
