import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import type { DetailsFile } from "../../src/core/details.ts";
import { killAgainAndAgain } from "./killAgain.ts";
import { killedBefore } from "./killedBefore.ts";
import { carrying, gitIn, Workspace } from "./rig.ts";

const open: Workspace[] = [];
afterEach(() => {
  for (const each of open.splice(0)) {
    each.remove();
    rmSync(each.env["HOME"]!, { recursive: true, force: true });
  }
});

/** The template in an empty folder, with all that happens to details. */
async function sample(how: "until-phase-end" | "archive"): Promise<Workspace> {
  const place = new Workspace();
  place.env["HOME"] = mkdtempSync(join(tmpdir(), "pawl-home-"));
  open.push(place);
  expect(await place.pawl("init", "-t", "discovery")).toMatchObject({ code: 0 });
  const plan = place
    .read("pawl.yaml")
    .replace(/^details: until-phase-end/m, `details: ${how}`)
    .replace(/^# (mirror: \{.*\}).*$/m, "$1");
  expect(plan).toContain("\nmirror: { details: .claude/cache/agent-outputs }\n");
  place.write("pawl.yaml", plan);
  return place;
}

const runFolder = (place: Workspace): string => join(place.dir, ".pawl/runs", place.run());

/** All files whose details were noted when a phase was completed, by the phase. */
function noted(place: Workspace): DetailsFile[] {
  return place
    .events()
    .flatMap(({ event }) =>
      event.type === "details-recorded" && event.kept === "kept" ? event.files : [],
    );
}

/** Details that are still in the folders of attempts, or in the mirror. */
function left(place: Workspace): string[] {
  const attempts = readdirSync(join(runFolder(place), "attempts"), { recursive: true }).map(String);
  const mirror = join(place.dir, ".claude/cache/agent-outputs");
  return [
    ...attempts.filter((each) => each.includes("@") && /\/details(?:\/|$)/.test(each)),
    ...(existsSync(mirror) ? readdirSync(mirror, { recursive: true }).map(String) : []),
  ];
}

/** What came of the run: the commits in their order, and the tree. */
const builtOf = (place: Workspace): string =>
  gitIn(
    place.dir,
    "log",
    "--topo-order",
    "--format=%s",
    "--name-status",
    `pawl/${place.run()}`,
  ).replaceAll(place.run(), "RUN") + gitIn(place.dir, "rev-parse", `pawl/${place.run()}^{tree}`);

/** Each attempt that has succeeded, once. */
function succeeded(place: Workspace): string[] {
  return place
    .events()
    .flatMap(({ event }) => (event.type === "attempt-succeeded" ? [event.task] : []))
    .sort();
}

const TASKS = [
  "build-api",
  "build-components",
  "design-api",
  "design-components",
  "find-components",
  "find-endpoints",
  "find-tests",
  "run-e2e",
  "write-tests",
];

/** Else some of them: all take many minutes. */
const ALL = process.env["PAWL_TEST_KILLS"] === "all";
const ROUNDS = ALL ? 8 : 1;
const KILLS = ALL ? 6 : 4;

test(
  `killed with SIGKILL at ${ROUNDS * KILLS} random moments: every task done once, the same commits, all details noted and none left`,
  {
    timeout: 1_800_000,
  },
  async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const place = await sample(seed % 2 === 0 ? "archive" : "until-phase-end");
      const head = gitIn(place.dir, "rev-parse", "HEAD");
      await killAgainAndAgain(place, "pawl.yaml", {
        seed,
        kills: KILLS,
        withinMs: 9_000,
        helpersToo: (kill) => kill % 2 === 0,
      });
      const last = await place.pawl("resume");
      const done = last.code === 0 || /is completed: there is nothing left to do/.test(last.stderr);
      expect(done, `seed ${seed}: ${last.stderr}${last.stdout}`).toBe(true);
      expect(succeeded(place), `seed ${seed}`).toEqual(TASKS);
      seen.add(builtOf(place));
      expect(gitIn(place.dir, "rev-parse", "HEAD")).toBe(head);
      expect(gitIn(place.dir, "worktree", "list").trim().split("\n")).toHaveLength(1);
      expect(carrying("PAWL_RUN", place.run())).toEqual([]);
      expect(
        noted(place).map(({ task }) => task),
        `seed ${seed}`,
      ).toEqual(["find-components", "find-endpoints", "find-tests"]);
      expect(left(place), `seed ${seed}`).toEqual([]);
      expect((await place.pawl("audit", "--verify")).code).toBe(0);
    }
    expect([...seen]).toHaveLength(1);
  },
);

/** A phase of two readers that leave details, and nothing else. */
const SMALL = (how: string): string => `pawl: 1
name: small
details: ${how}
mirror: { details: out }
agents:
  reader:
    use: scripted
    preset: Explore
    script:
      default:
        - report: { status: success, summary: seen, details: "# All\\n\\nof it\\n" }
phases:
  - id: look
    tasks:
      - { id: one, agent: reader, prompt: Look. }
      - { id: two, agent: reader, prompt: Look. }
`;

/** The same over commands that do nothing: what the resume has to do is the details alone. */
function looked(how: string): Workspace {
  const place = new Workspace();
  open.push(place);
  place.write("pawl.yaml", SMALL(how));
  return place;
}

/** Whether it is killed before the n-th change that a run makes on the disk; the place is as it is then. */
async function killedAt(how: string, count: number): Promise<Workspace | undefined> {
  const place = looked(how);
  return (await killedBefore(place, count, "run", "pawl.yaml")) ? place : undefined;
}

/** Before that nothing is done that concerns details. */
const FIRST = 24;
const STEP = ALL ? 1 : 13;

test.each(["until-phase-end", "archive"] as const)(
  "with details: %s, killed before one change on the disk or another: no digest is lost, and no file is left",
  { timeout: 1_800_000 },
  async (how) => {
    const moments = new Set<string>();
    for (let count = FIRST; ; count += STEP) {
      const place = await killedAt(how, count);
      if (!place) break;
      if (!hasBegun(place)) continue;
      moments.add(
        place.types().filter((each) => each === "details-recorded").length + place.types().at(-1)!,
      );
      await place.pawl("resume");
      const files = noted(place);
      expect(
        files.map(({ task }) => task),
        `killed before ${count}`,
      ).toEqual(["one", "two"]);
      expect(left(place), `killed before ${count}`).toEqual([]);
      expect(place.types().at(-1), `killed before ${count}`).toBe("run-completed");
      const digests = files.map(({ sha256 }) => sha256);
      expect(how === "archive" ? packed(place) : digests).toEqual(digests);
    }
    // It was killed at several stages of what it had to do.
    expect(moments.size).toBeGreaterThan(1);
  },
);

/** Whether there is a run, of which the journal has something. */
const hasBegun = (place: Workspace): boolean =>
  existsSync(join(place.dir, ".pawl/runs")) &&
  readdirSync(join(place.dir, ".pawl/runs")).length > 0 &&
  existsSync(place.journalPath()) &&
  place.types().length > 0;

/** Digests of what was packed, as it comes out again. An attempt that was never started is followed by another. */
const packed = (place: Workspace): string[] =>
  place.events().flatMap(({ event }) =>
    event.type === "details-recorded" && event.kept === "archived"
      ? event.files.map(({ path }) => {
          expect(path).toMatch(/^details\/look\/(?:one|two)@\d\/report\.md\.gz$/);
          const whole = gunzipSync(readFileSync(join(runFolder(place), path)));
          return createHash("sha256").update(whole).digest("hex");
        })
      : [],
  );
