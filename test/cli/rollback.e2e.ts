import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasTmux, Terminal } from "../tui/terminal.ts";
import { approves, gated, waitsForApproval } from "../views/gated.ts";
import { given } from "../views/given.ts";
import type { Story } from "../views/given.ts";
import { PAWL, Workspace } from "./rig.ts";
import { keep } from "./told.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const failed = (): Story => approves(waitsForApproval()).resumes().breaks("ship/upload");

const WHAT = ["build stays completed, and its gate asks again", "to be done again: ship"];

describe("a rollback", () => {
  test("leaves the phase completed, and has its gate ask again", async () => {
    await keep(place, failed());
    expect(await place.pawl("rollback", "build", "--yes")).toMatchObject({
      code: 0,
      stdout: "run r-1 is rolled back to build; pawl resume r-1 goes on from there\n",
      stderr: "",
    });
    expect(place.events().at(-1)!.event).toMatchObject({
      type: "rolled-back",
      to: "build",
      phases: ["ship"],
    });
    const status = JSON.parse((await place.pawl("status", "--json")).stdout) as object;
    expect(status).toMatchObject({
      status: "paused",
      phases: [{ status: "gate", gate: { round: 2 } }, { status: "pending" }],
    });
  });

  test("as JSON gives the run's status", async () => {
    await keep(place, failed());
    const { stdout } = await place.pawl("rollback", "r-1", "build", "--yes", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ run: "r-1", status: "paused" });
  });

  test.runIf(hasTmux)("asks on a terminal", async () => {
    await keep(place, failed());
    const shown = new Terminal(100, 24, place.dir);
    try {
      for (const [said, told] of [
        ["no", "nothing was done"],
        ["yes", "run r-1 is rolled back to build"],
      ] as const) {
        shown.type(`clear; node ${PAWL} rollback build; echo over`);
        shown.press("Enter");
        const asked = 'roll back? ("yes" does it):';
        const lines = await shown.until((lines) => lines.at(-1) === asked);
        expect(lines.slice(0, 2)).toEqual(WHAT);
        shown.type(said);
        shown.press("Enter");
        const after = await shown.until((lines) => lines.includes("over"));
        expect(after[after.indexOf("over") - 1]).toContain(told);
      }
    } finally {
      shown.close();
    }
  });
});

describe("what is refused", () => {
  test.each<readonly [string, () => Story, readonly string[], string]>([
    [
      "without a terminal and without --yes",
      failed,
      ["build"],
      `without a terminal a rollback needs --yes; it would do this:\n  ${WHAT.join("\n  ")}`,
    ],
    [
      "to a phase that is not completed",
      failed,
      ["ship", "--yes"],
      "cannot roll back to ship: not completed; it is failed",
    ],
    [
      "to a phase that there is not",
      failed,
      ["shop", "--yes"],
      'run r-1 has no phase "shop"; its phases are build, ship',
    ],
    [
      "while something is at work",
      () => approves(waitsForApproval()).resumes().starts("ship/upload"),
      ["build", "--yes"],
      "ship/upload is still running; pause or abort the run first",
    ],
    [
      "of a run that was aborted",
      () => given(gated()).aborts(),
      ["build", "--yes"],
      "run r-1 was aborted and does not go on; start a new run of its plan",
    ],
    ["to nowhere", failed, [], "say where to roll back to: pawl rollback [RUN] PHASE"],
  ])("%s", async (_what, story, args, text) => {
    await keep(place, story());
    const before = place.types();
    expect(await place.pawl("rollback", ...args)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `pawl: ${text}\n`,
    });
    expect(place.types()).toEqual(before);
  });

  test("from within an attempt", async () => {
    await keep(place, failed());
    place.env["PAWL_ATTEMPT_ID"] = "r-1/ship/upload@1";
    expect((await place.pawl("rollback", "build", "--yes")).stderr).toBe(
      "pawl: a rollback is a person's, and this is within attempt r-1/ship/upload@1: run pawl rollback in a terminal of your own\n",
    );
  });
});
