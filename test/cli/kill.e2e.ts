import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { carrying, childrenOf, endProcess, until, Workspace } from "./rig.ts";
import { seeded } from "./seeded.ts";

const open: Workspace[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.remove();
});

const PHASES: Record<string, string[]> = { a: [], b: ["a"], c: ["a"], d: ["b", "c"], e: ["d"] };
const TASKS = [1, 2, 3, 4, 5, 6];

/** Five phases, two of them side by side, of six tasks; each says in a log that it ran, and leaves a file. */
function thirtyTasks(): string {
  const task = (at: number): string => {
    const run = `echo "$PAWL_PHASE.$PAWL_TASK" >> ran.log; sleep 0.0${at}; echo "$PAWL_TASK" > "out/$PAWL_PHASE.$PAWL_TASK"`;
    return `      - { id: t${at}, run: '${run}'${at % 3 === 0 ? `, depends_on: t${at - 1}` : ""} }`;
  };
  const phases = Object.entries(PHASES).map(
    ([id, after]) =>
      `  - id: ${id}\n    depends_on: [${after.join(", ")}]\n    tasks:\n${TASKS.map(task).join("\n")}\n`,
  );
  return `pawl: 1\nname: thirty\nconcurrency: 3\nphases:\n${phases.join("")}`;
}

const ROUNDS = 20;
const KILLS = 5;
const EXPECTED = Object.keys(PHASES).flatMap((phase) => TASKS.map((at) => `${phase}.t${at}`));

test(
  `killed with SIGKILL at ${ROUNDS * KILLS} random moments: every task runs once, none is lost, the tree is the same`,
  { timeout: 600_000 },
  async () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const place = new Workspace();
      open.push(place);
      place.write("plan.yaml", thirtyTasks());
      mkdirSync(join(place.dir, "out"));
      await killAgainAndAgain(place, seed);

      const last = await place.pawl("resume");
      const done = last.code === 0 || /is completed: there is nothing left to do/.test(last.stderr);
      expect(done, `seed ${seed}: ${last.stderr}${last.stdout}`).toBe(true);
      expect(place.read("ran.log").trim().split("\n").sort(), `seed ${seed}`).toEqual(EXPECTED);
      expect(readdirSync(join(place.dir, "out")).sort(), `seed ${seed}`).toEqual(EXPECTED);
      const types = place.types();
      expect(
        types.filter((each) => each === "task-completed"),
        `seed ${seed}`,
      ).toHaveLength(30);
      expect(
        types.filter((each) => each === "run-completed"),
        `seed ${seed}`,
      ).toHaveLength(1);
      expect((await place.pawl("audit", "--verify")).code, `seed ${seed}`).toBe(0);
      expect(carrying("PAWL_RUN", place.run()), `seed ${seed}`).toEqual([]);
      place.remove();
    }
  },
);

async function killAgainAndAgain(place: Workspace, seed: number): Promise<void> {
  const random = seeded(seed);
  for (let kill = 0; kill < KILLS; kill++) {
    const started = kill === 0 ? place.start("run", "plan.yaml") : place.start("resume");
    if (kill === 0) await until("the run has started", () => place.types().length > 0);
    const moment = new Promise((resolve) =>
      setTimeout(resolve, random() * (kill === 0 ? 200 : 600)),
    );
    await Promise.race([moment, started.ended]);
    // In every second round the helper that starts attempts is killed as well.
    const helpers = seed % 2 === 0 ? childrenOf(started.child.pid!) : [];
    started.kill("SIGKILL");
    for (const pid of helpers) endProcess(pid);
    await started.ended;
  }
}
