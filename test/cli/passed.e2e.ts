import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const SECRET = "s3cret-of-nobody";

const PLAN = `pawl: 1
name: passed on
env: { NPM_TOKEN: { pass: true } }
phases:
  - id: publish
    tasks:
      - id: upload
        run: printf %s "$NPM_TOKEN/$COPY" | wc -c > length; while [ ! -e go ]; do sleep 0.02; done
        env: { COPY: { pass: NPM_TOKEN } }
`;

/** Every file below a folder, with what it holds. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

test("a value that is passed on reaches the command, and is in no file and no process list", async () => {
  place.write("plan.yaml", PLAN);
  place.env["NPM_TOKEN"] = SECRET;
  const started = place.start("run", "plan.yaml");
  await until("the task runs", () => place.read("length").trim() !== "");
  const processes = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
  place.write("go", "");
  const ended = await started.ended;
  expect(ended.code).toBe(0);
  expect(place.read("length").trim()).toBe(String(2 * SECRET.length + 1));
  expect(processes).toContain("plan.yaml");
  expect(processes + ended.stdout + ended.stderr).not.toContain(SECRET);
  const files = filesIn(join(place.dir, ".pawl"));
  expect(files.length).toBeGreaterThan(2);
  expect(files.filter((path) => readFileSync(path).includes(SECRET))).toEqual([]);
});

test("--dry-run says that it is passed on, and not its value", async () => {
  place.write("plan.yaml", PLAN);
  place.env["NPM_TOKEN"] = SECRET;
  const { stdout } = await place.pawl("run", "plan.yaml", "--dry-run");
  expect(stdout).toContain("      NPM_TOKEN=<passed on>\n      COPY=<passed on from NPM_TOKEN>\n");
  expect(stdout).not.toContain(SECRET);
  const { stdout: json } = await place.pawl("run", "plan.yaml", "--dry-run", "--json");
  expect(json).toContain('"NPM_TOKEN"');
  expect(json).not.toContain(SECRET);
});

test("where it is not set the task fails and says so", async () => {
  place.write("plan.yaml", PLAN);
  const ended = await place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain("NPM_TOKEN is not set where Pawl runs, and the plan passes it on");
});
