import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { choicesFor, chosen } from "../../src/cli/recovery/choices.ts";
import { approves, gateFails, waitsForApproval } from "../views/gated.ts";
import { hasTmux, Terminal } from "../tui/terminal.ts";
import { PAWL, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  // So that no folder above it is taken.
  mkdirSync(join(place.dir, ".pawl"));
});
afterEach(() => place.remove());

const plan = (): string =>
  place.write(
    "plan.yaml",
    `pawl: 1
name: two
phases:
  - { id: build, run: 'echo built >> done' }
  - { id: ship, run: 'echo tried >> done; test -e ok' }
`,
  );

const ASKED = "what now? (empty: nothing, pawl why says more):";

describe.runIf(hasTmux)("a run that fails on a terminal", () => {
  let shown: Terminal;
  beforeEach(() => {
    plan();
    shown = new Terminal(100, 30, place.dir);
    shown.type(`clear; node ${PAWL} run plan.yaml; echo "exit $?"`);
    shown.press("Enter");
  });
  afterEach(() => shown.close());

  const say = (text: string): void => {
    shown.type(text);
    shown.press("Enter");
  };
  const asked = () => shown.until((lines) => lines.at(-1) === ASKED);
  const ended = async (): Promise<string> => {
    const lines = await shown.until((lines) => lines.some((each) => /^exit \d/.test(each)));
    return lines.find((each) => /^exit \d/.test(each))!;
  };

  test("asks what now, and tries again", async () => {
    expect((await asked()).slice(-4, -1)).toEqual([
      "  retry     try ship again",
      "  rollback  go back to just after build",
      "  abort     end the run for good",
    ]);
    say("r");
    await shown.until((lines) => lines.includes("say one of retry, rollback, abort"));
    place.write("ok", "");
    say("retry");
    expect(await ended()).toBe("exit 0");
    expect(place.read("done")).toBe("built\ntried\ntried\n");
  });

  test("goes back, and on from there", async () => {
    await asked();
    place.write("ok", "");
    say("ro");
    expect(await ended()).toBe("exit 0");
    expect(place.types()).toContain("rolled-back");
    expect(place.read("done")).toBe("built\ntried\ntried\n");
  });

  test("ends for good", async () => {
    await asked();
    say("abort");
    expect(await ended()).toBe("exit 1");
    expect(place.types().at(-1)).toBe("run-aborted");
  });

  test("stays as it is where nothing is said", async () => {
    await asked();
    shown.press("Enter");
    expect(await ended()).toBe("exit 1");
    expect(place.types().at(-1)).toBe("run-failed");
  });
});

test("nobody is asked where there is no terminal", async () => {
  plan();
  const { code, stdout } = await place.pawl("run", "plan.yaml");
  expect(code).toBe(1);
  expect(stdout).not.toContain("what now?");
});

test("an agent can be asked where the plan has one", () => {
  const choices = choicesFor({ ...gateFails().is, plan: { ...gateFails().is.plan, agents: {} } });
  expect(choices.map((each) => [each.name, each.target])).toEqual([
    ["retry", "build"],
    ["abort", "build"],
  ]);
  const failed = approves(waitsForApproval()).resumes().breaks("ship/upload").is;
  const doctor = {
    id: "doctor",
    use: "claude",
    permissions: "edit",
    stallMs: 0,
    attemptTools: true,
  };
  const all = choicesFor({ ...failed, plan: { ...failed.plan, agents: { doctor } as never } });
  expect(all.map((each) => [each.name, each.target])).toEqual([
    ["retry", "ship/upload"],
    ["debug", "ship/upload"],
    ["rollback", "build"],
    ["abort", "ship/upload"],
  ]);
  expect(chosen(all, " Retry ")?.name).toBe("retry");
  expect(chosen(all, "r")).toBeUndefined();
  expect(chosen(all, "")).toBeUndefined();
  expect(choicesFor(waitsForApproval().is)).toEqual([]);
});
