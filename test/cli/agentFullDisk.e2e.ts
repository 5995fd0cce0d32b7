import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "./rig.ts";

let place: Workspace;
let mount: string;
beforeEach(() => {
  place = new Workspace();
  mount = join(place.dir, "mount");
  mkdirSync(mount);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", mount]);
});
afterEach(() => {
  execFileSync("umount", [mount]);
  place.remove();
});

/** Its many lines are what Pawl keeps of it; then it leaves no room, reports, and is done. */
const AGENT = `echo x >> ../ran
yes 'a line that is kept, of no importance' | head -n 20000
cat /dev/zero > filler 2>/dev/null
echo "[AOP:SUMMARY] done"; echo "[AOP:STATUS] success"
`;

const PLAN = `pawl: 1
name: full
defaults: { retry: { max_attempts: 2, backoff: none } }
agents:
  tool: { use: command, permissions: full, command: [sh, ../agent.sh] }
phases:
  - id: work
    tasks: [{ id: task, agent: tool, prompt: Do it. }]
`;

test("the work of an agent that ends on a full disk is not done again: what was kept of it gives way", async () => {
  place.write("agent.sh", AGENT);
  writeFileSync(join(mount, "plan.yaml"), PLAN);
  const first = await place.pawl("-C", mount, "run", "plan.yaml");
  rmSync(join(mount, "filler"));
  // The journal may have met the full disk as well: then there was no end to be noted yet.
  const ended = first.code === 2 ? await place.pawl("-C", mount, "resume") : first;
  expect(ended.code, first.stdout + first.stderr + ended.stdout + ended.stderr).toBe(0);
  expect(place.read("ran")).toBe("x\n");
});
