import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/core/error.ts";
import { Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

test("details that cannot be mirrored stop nothing, and that is said once", async () => {
  place.write(".claude", "no folder");
  place.write(
    "pawl.yaml",
    `pawl: 1
name: mirrored
mirror: { details: .claude/outputs }
agents:
  actor:
    use: scripted
    script:
      default:
        - report: { status: success, summary: looked, details: "all that was seen" }
phases:
  - id: look
    tasks:
      - { id: one, agent: actor, prompt: Look. }
      - { id: two, agent: actor, prompt: Look. }
`,
  );
  const run = await place.pawl("run", "pawl.yaml");
  expect(run.code).toBe(EXIT.completed);
  expect(run.stdout.split("they do not stand in .claude/outputs: ")).toHaveLength(2);
  expect(place.read(".claude")).toBe("no folder");
});
