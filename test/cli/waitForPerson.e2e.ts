import { afterEach, beforeEach, expect, test } from "vitest";
import { until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const gated = (approve = ""): string => `pawl: 1
name: gated
phases:
  - id: build
    tasks: [{ id: code, run: "echo code >> ran" }]
    gate: { approve: { phrase: ship${approve} } }
  - id: ship
    tasks: [{ id: upload, run: "echo upload >> ran" }]
`;

const waits = (): boolean => place.types().includes("run-waiting");

/** As a person in another terminal does. */
async function approve(): Promise<void> {
  const { approving } = JSON.parse((await place.pawl("approve", "--json")).stdout) as {
    approving: { digest: string }[];
  };
  const { digest } = approving[0]!;
  const words = ["approve", place.run(), "build", "--phrase", "ship", "--evidence", digest];
  expect((await place.pawl(...words)).code).toBe(0);
}

test("with --wait a run goes on once somebody has approved elsewhere", async () => {
  place.write("plan.yaml", gated());
  const started = place.start("run", "plan.yaml", "--wait", "--no-live");
  await until("it waits", waits);
  await approve();
  expect((await started.ended).code).toBe(0);
  expect(place.read("ran")).toBe("code\nupload\n");
});

test("with --json it prints one document in all", async () => {
  place.write("plan.yaml", gated());
  const started = place.start("run", "plan.yaml", "--wait", "--json");
  await until("it waits", waits);
  await approve();
  const { stdout } = await started.ended;
  expect(JSON.parse(stdout)).toMatchObject({ status: "completed" });
});

test("Ctrl-C ends the waiting; the run still waits", async () => {
  place.write("plan.yaml", gated());
  expect((await place.pawl("run", "plan.yaml")).code).toBe(3);
  const started = place.start("resume", "--wait", "--no-live");
  await until("it waits", () =>
    started.stderr.includes("it goes on once somebody has decided (Ctrl-C ends the waiting)\n"),
  );
  started.kill("SIGINT");
  expect((await started.ended).code).toBe(130);
  expect((await place.pawl("status", "--json")).stdout).toContain('"status":"waiting"');
});

test("it goes on, too, when the time for an approval is over", async () => {
  place.write("plan.yaml", gated(", timeout: { after: 1s, then: escalate, run: touch told }"));
  const started = place.start("run", "plan.yaml", "--wait", "--no-live");
  await until("somebody else is told", () => place.read("told") === "");
  await approve();
  expect((await started.ended).code).toBe(0);
});
