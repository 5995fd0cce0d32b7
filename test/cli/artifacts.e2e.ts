import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { atGate, checks, evidence, notes, rejects, waitsForApproval } from "../views/gated.ts";
import type { Story } from "../views/given.ts";
import { Workspace } from "./rig.ts";
import { keep } from "./told.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

/** The artifact was handed in twice, as its phase was sent back. */
const twice = (): Story =>
  checks(atGate(rejects(waitsForApproval()).resumes(), "second"), evidence(2));

describe("artifacts", () => {
  test("are listed, all versions", async () => {
    await keep(place, twice());
    expect((await place.pawl("artifacts")).stdout).toBe(
      [
        "NAME   VERSION  FROM        BYTES  SHA256        WHEN                      STATE",
        "notes  1        build/code  55     555555555555  2026-03-01T12:00:02.000Z  replaced",
        "notes  2        build/code  56     666666666666  2026-03-01T12:00:04.000Z  current",
        "",
      ].join("\n"),
    );
    const { artifacts } = JSON.parse((await place.pawl("artifacts", "--json")).stdout) as {
      artifacts: object[];
    };
    expect(artifacts[1]).toEqual({
      name: "notes",
      version: 2,
      phase: "build",
      task: "code",
      attempt: 2,
      bytes: 56,
      sha256: "6".repeat(64),
      at: "2026-03-01T12:00:04.000Z",
      state: "current",
    });
  });

  test.each([[["notes"]], [["r-1", "notes"]]])("one is shown in full: %j", async (args) => {
    await keep(place, twice());
    const { stdout } = await place.pawl("artifacts", ...args);
    expect(stdout).toBe(`${JSON.stringify(notes("second").value, null, 2)}\n`);
    const all = JSON.parse((await place.pawl("artifacts", ...args, "--json")).stdout) as {
      artifacts: { value: unknown }[];
    };
    expect(all.artifacts.map((each) => each.value)).toEqual([
      notes("first").value,
      notes("second").value,
    ]);
  });

  test("what changed is shown from version to version", async () => {
    await keep(place, twice());
    expect((await place.pawl("artifacts", "notes", "--diff")).stdout).toBe(
      'notes, version 1 to 2\n  - /text: "first"\n  + /text: "second"\n',
    );
    expect(JSON.parse((await place.pawl("artifacts", "--diff", "--json")).stdout)).toEqual({
      run: "r-1",
      changes: [
        {
          name: "notes",
          from: 1,
          to: 2,
          changes: [{ at: "/text", before: "first", after: "second" }],
        },
      ],
    });
  });

  test("where there is nothing to compare, that is said", async () => {
    await keep(place, waitsForApproval());
    expect((await place.pawl("artifacts", "notes", "--diff")).stdout).toBe(
      "there is nothing to compare: notes has only one version\n",
    );
    expect((await place.pawl("artifacts", "--diff")).stdout).toBe(
      "there is nothing to compare: no artifact has more than one version\n",
    );
  });

  test("that there are none is said", async () => {
    await keep(place, waitsForApproval());
    expect(await place.pawl("artifacts", "note")).toMatchObject({
      code: 2,
      stderr: 'pawl: run r-1 has no artifact "note"; it has notes\n',
    });
  });
});
