import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

interface Shape {
  readonly ship?: string;
  readonly minimum?: number;
  readonly scout?: string;
}

/** Three phases, of which the first hands on an artifact; each leaves a line. */
const plan = (name: string, { ship = "echo ship >> done", minimum = 1, scout = "" }: Shape = {}) =>
  place.write(
    name,
    `pawl: 1
name: three
on_failure: stop
phases:${scout}
  - id: align
    produces: { notes: { schema: { type: object, properties: { size: { minimum: ${minimum} } } } } }
    tasks:
      - id: note
        produces: [notes]
        run: 'echo align >> done; echo ''{"size": 3}'' > "$PAWL_ARTIFACTS/notes.json"'
  - { id: build, run: 'echo build >> done' }
  - { id: ship, needs: [notes], run: '${ship}' }
`,
  );

describe("a fork", () => {
  test("takes over what was completed, with its artifacts, and goes on with a changed plan", async () => {
    plan("plan.yaml", { ship: "false" });
    expect((await place.pawl("run", "plan.yaml")).code).toBe(1);
    const source = place.run();
    plan("changed.yaml");
    const ended = await place.pawl("fork", source, "changed.yaml", "--at", "build", "--json");
    expect(ended.code).toBe(0);
    const { run, phases } = JSON.parse(ended.stdout) as {
      run: string;
      phases: { status: string }[];
    };
    expect(run).not.toBe(source);
    expect(phases.map((each) => each.status)).toEqual(["completed", "completed", "completed"]);
    expect(place.read("done")).toBe("align\nbuild\nship\n");
    expect(
      place.events(run).flatMap(({ event }) => (event.type === "phase-imported" ? [event] : [])),
    ).toMatchObject([
      { phase: "align", from: source, artifacts: [{ name: "notes", value: { size: 3 } }] },
      { phase: "build", from: source, artifacts: [] },
    ]);
    expect((await place.pawl("artifacts", run, "notes")).stdout).toBe('{\n  "size": 3\n}\n');
  });

  test("without a plan is of the plan as it was, also of a run that was aborted", async () => {
    plan("plan.yaml");
    await place.pawl("run", "plan.yaml", "--until", "build");
    const source = place.run();
    await place.pawl("abort", source);
    place.write("plan.yaml", "pawl: 1\n");
    const ended = await place.pawl("fork", source, "--at", "align");
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain(`taken over from run ${source}: align\n`);
    expect(place.read("done")).toBe("align\nbuild\nbuild\nship\n");
  });
});

describe("what is refused", () => {
  test.each<readonly [string, Shape, readonly string[], string]>([
    [
      "a phase that the plan of the fork has not",
      {},
      ["changed.yaml", "--at", "shop"],
      'the plan of the fork has no phase "shop"; its phases are align, build, ship',
    ],
    [
      "a phase that is not completed",
      {},
      ["changed.yaml", "--at", "ship"],
      "cannot fork at ship: phase ship is not completed in run RUN; it is failed",
    ],
    [
      "a phase that depends on one that the run has not",
      { scout: "\n  - { id: scout, run: 'true' }" },
      ["changed.yaml", "--at", "build"],
      "cannot fork at build: run RUN has no phase scout, which build depends on; its phases are align, build, ship",
    ],
    [
      "an artifact that does not fit any more",
      { minimum: 5 },
      ["changed.yaml", "--at", "build"],
      "cannot take over phase align: its artifact notes does not fit the plan of the fork: /size: found 3, expected at least 5",
    ],
    [
      "a fork from nowhere",
      {},
      ["changed.yaml"],
      "say where to fork: pawl fork [RUN] [PLAN] --at PHASE; that phase and what it depends on are taken over",
    ],
  ])("%s", async (_what, shape, args, text) => {
    plan("plan.yaml", { ship: "false" });
    await place.pawl("run", "plan.yaml");
    const source = place.run();
    plan("changed.yaml", shape);
    const ended = await place.pawl("fork", ...args);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr.replace(source, "RUN")).toBe(`pawl: ${text}\n`);
    expect(place.run()).toBe(source);
  });
});
