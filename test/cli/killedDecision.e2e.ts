import { afterEach, beforeEach, expect, test } from "vitest";
import { killedBefore } from "./killedBefore.ts";
import { RepositoryPlace } from "./repository.ts";

let place: RepositoryPlace;
beforeEach(() => (place = new RepositoryPlace()));
afterEach(() => place.remove());

const PLAN = `pawl: 1
name: decided
workspace: { mode: worktree }
phases:
  - id: build
    tasks: [{ id: code, run: 'echo built >> built' }]
    gate: { checks: [{ files: [built] }], approve: { phrase: go } }
  - { id: ship, run: 'echo shipped >> shipped' }
`;

const MOST_POINTS = 80;

const digestOf = async (): Promise<string> => {
  const { stdout } = await place.pawl("approve", "--json");
  const view = JSON.parse(stdout) as { approving: { digest: string }[] };
  return view.approving[0]!.digest;
};

const approve = async (): Promise<string[]> => [
  "approve",
  "build",
  "--phrase",
  "go",
  "--evidence",
  await digestOf(),
];

/** All points take minutes; else every third one. */
const STEP = process.env["PAWL_TEST_KILLS"] === "all" ? 1 : 3;

const counted = (type: string): number => place.types().filter((each) => each === type).length;

/** The gate waits again, each time with a digest that can be approved. */
async function waits(point: number): Promise<void> {
  expect((await place.pawl("resume", "--no-live")).code, `point ${point}`).toBe(3);
}

/** Exit status of a command. */
async function ends(code: number, ...args: string[]): Promise<void> {
  const ended = await place.pawl(...args);
  expect(ended.code, ended.stderr).toBe(code);
}

test.each([
  ["approve", "gate-approved", approve],
  ["reject", "gate-rejected", async () => ["reject", "build", "--reason", "again"]],
  ["rollback", "rolled-back", async () => ["rollback", "build", "--yes"]],
] as const)(
  "%s that is killed with SIGKILL before any of its changes on the disk has been done whole, or not at all",
  { timeout: 600_000 },
  async (name, type, argsOf) => {
    place.write("plan.yaml", PLAN);
    expect((await place.pawl("run", "plan.yaml")).code).toBe(3);
    if (name === "rollback") {
      await ends(0, ...(await approve()));
      await ends(0, "resume", "--no-live");
    }
    let times = 0;
    for (let point = 1, killed = true; killed; point += STEP) {
      expect(point).toBeLessThan(MOST_POINTS);
      killed = await killedBefore(place, point, ...(await argsOf()));
      const { code, stderr } = await place.pawl("audit", "--verify");
      expect(code, `point ${point}: ${stderr}`).toBe(0);
      const isDone = counted(type) > times;
      expect(counted(type), `point ${point}`).toBe(times + Number(isDone));
      expect(isDone || killed, `point ${point}`).toBe(true);
      if (!isDone) continue;
      times++;
      // It can be done once only.
      if (name === "approve") break;
      await waits(point);
      if (name !== "rollback") continue;
      await ends(0, ...(await approve()));
      await ends(0, "resume", "--no-live");
    }
    expect(times).toBeGreaterThan(0);
    if (name === "reject") await ends(0, ...(await approve()));
    if (name !== "rollback") await ends(0, "resume", "--no-live");
    const branch = `pawl/${place.run()}`;
    expect(place.git("show", `${branch}:shipped`)).toBe("shipped");
    expect(place.git("show", `${branch}:built`)).toBe(
      Array.from({ length: name === "reject" ? times + 1 : 1 }, () => "built").join("\n"),
    );
  },
);
