import { spawnSync } from "node:child_process";
import { userInfo } from "node:os";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasTmux, Terminal } from "../tui/terminal.ts";
import { approves, DIGEST, gated, waitsForApproval } from "../views/gated.ts";
import { given } from "../views/given.ts";
import type { Story } from "../views/given.ts";
import { PAWL, Workspace } from "./rig.ts";
import { keepHere } from "./told.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const PHRASE = "proceed to ship";
const SAID = ["--phrase", PHRASE, "--evidence", DIGEST.slice(0, 12)];

const SHOWN = [
  "build waits for an approval of evidence 0123456789ab",
  "  of the files with digest DIGEST",
  "",
  "Changed: 2 files, 8 lines added, 1 removed",
  "  src/add.js        +3 -1",
  "  test/add.test.js  +5 -0",
  "",
  "Checks, by Pawl itself:",
  "  passed  tests (run): exit 0, in 1.2s",
  "  passed  covered (coverage): lines 93.1 %; at least 90 wanted, in 3ms",
  "",
  "Artifacts:",
  "  notes, version 1, 55 bytes, sha256 555555555555",
  '    status: "done"',
  '    files: ["src/add.js"]',
  '    text: "first"',
  "",
  "Acceptance criteria:",
  "  build/code: It adds two numbers",
  "",
  "Spent so far: 1,200 tokens in, 340 out; $0.0200",
  "",
  "Checklist:",
  "  [ ] All tests passing",
  "  [ ] Code follows standards",
];

/** Which files there are is not what is looked at here. */
const withoutDigest = (text: string): string =>
  text.replace(/(?<=of the files with digest )[0-9a-f]{12}/, "DIGEST");

describe("an approval", () => {
  test.each([
    ["of the only gate that waits", []],
    ["by the gate's name", ["build"]],
    ["by the run's", ["r-1"]],
    ["by both", ["r-1", "build"]],
  ])("%s", async (_how, args) => {
    await keepHere(place, waitsForApproval());
    expect(await place.pawl("approve", ...args, ...SAID)).toMatchObject({
      code: 0,
      stdout: "build is approved; pawl resume r-1 goes on\n",
      stderr: "",
    });
    expect(place.events().map((each) => each.event)).toContainEqual(
      expect.objectContaining({
        type: "gate-approved",
        phase: "build",
        round: 1,
        approval: { phrase: PHRASE, digest: DIGEST },
        by: expect.objectContaining({ user: userInfo().username }) as unknown,
      }),
    );
  });

  test("while a process drives the run is that process's to go on with", async () => {
    const story = waitsForApproval();
    const store = await keepHere(place, story);
    const leased = await store.lease(story.is.id);
    expect((await place.pawl("approve", ...SAID)).stdout).toBe(
      "build is approved; the process that drives the run goes on with it; pawl status r-1 --watch follows it\n",
    );
    if (leased.ok) await leased.lease.release();
  });

  test("from two terminals at once counts once, and the other is told", async () => {
    await keepHere(place, waitsForApproval());
    const both = await Promise.all([
      place.pawl("approve", ...SAID),
      place.pawl("approve", "r-1", "build", ...SAID),
    ]);
    expect(both.map((each) => each.code).sort((a, b) => a! - b!)).toEqual([0, 2]);
    expect(both.find((each) => each.code === 2)!.stderr).toMatch(
      /^pawl: (run r-1 waits for no approval|phase build is approved and completed; no gate of the run waits)\n$/,
    );
    expect(place.types().filter((each) => each === "gate-approved")).toHaveLength(1);
  });

  test("as JSON gives the run's status", async () => {
    await keepHere(place, waitsForApproval());
    const { stdout } = await place.pawl("approve", ...SAID, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ run: "r-1", phases: [{ status: "completed" }, {}] });
  });
});

describe("without a phrase", () => {
  test("the evidence is shown, and what to type", async () => {
    await keepHere(place, waitsForApproval());
    const { code, stdout, stderr } = await place.pawl("approve");
    expect({ code, stdout: withoutDigest(stdout), stderr }).toEqual({
      code: 0,
      stdout: [
        ...SHOWN,
        "",
        "To approve exactly this, or to send it back:",
        `  pawl approve r-1 build --phrase "${PHRASE}" --evidence 0123456789ab`,
        "  pawl reject r-1 build --reason TEXT",
        "",
      ].join("\n"),
      stderr: "",
    });
    expect(place.types()).not.toContain("gate-approved");
  });

  test("as JSON it is a document", async () => {
    await keepHere(place, waitsForApproval());
    const { stdout } = await place.pawl("approve", "build", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      run: "r-1",
      status: "waiting",
      approving: [{ phase: "build", digest: DIGEST, checks: [{ id: "tests" }, { id: "covered" }] }],
    });
  });

  test("where nothing is to be approved, that is said", async () => {
    await keepHere(place, approves(waitsForApproval()));
    expect((await place.pawl("approve")).stdout).toBe(
      "nothing is to be approved in run r-1, which is waiting\n",
    );
  });

  test.runIf(hasTmux)("a terminal asks for the phrase", async () => {
    await keepHere(place, waitsForApproval());
    const shown = new Terminal(100, 40, place.dir);
    try {
      shown.type(`clear; node ${PAWL} approve; echo over`);
      shown.press("Enter");
      const asked = `to approve say "${PHRASE}" (empty: not now):`;
      const lines = await shown.until((lines) => lines.at(-1) === asked);
      expect(lines.slice(0, SHOWN.length).map(withoutDigest)).toEqual(SHOWN);
      shown.type("Proceed to  ship");
      shown.press("Enter");
      const after = await shown.until((lines) => lines.includes("over"));
      expect(after[after.indexOf("over") - 1]).toMatch(
        /^build is approved; .*pawl resume r-1 goes on$/,
      );
    } finally {
      shown.close();
    }
  });
});

describe("what is refused", () => {
  test.each<readonly [string, () => Story, readonly string[], string]>([
    [
      "a wrong phrase",
      waitsForApproval,
      ["--phrase", "yes", "--evidence", DIGEST],
      `to approve build say "${PHRASE}"; this was "yes"`,
    ],
    [
      "other evidence than there is",
      waitsForApproval,
      ["--phrase", PHRASE, "--evidence", "f".repeat(12)],
      "the evidence of build has changed: it is 0123456789ab now, and ffffffffffff was approved",
    ],
    [
      "too little of a digest",
      waitsForApproval,
      ["--phrase", PHRASE, "--evidence", "0123"],
      '--evidence takes the digest of what was looked at, at least 12 of its hexadecimal digits, not "0123"',
    ],
    [
      "a phrase for nothing in particular",
      waitsForApproval,
      ["--phrase", PHRASE],
      "without a terminal an approval needs a phrase and what it is for: --evidence DIGEST is missing; pawl approve r-1 shows both",
    ],
    [
      "evidence without a phrase",
      waitsForApproval,
      ["build", "--evidence", DIGEST],
      "without a terminal an approval needs a phrase and what it is for: --phrase TEXT is missing; pawl approve r-1 build shows both",
    ],
    [
      "a second approval",
      () => approves(waitsForApproval()),
      ["build", ...SAID],
      "phase build is approved and completed; no gate of the run waits",
    ],
    ["an approval of nothing", () => given(gated()), SAID, "run r-1 waits for no approval"],
    [
      "a look at what is not to be approved",
      () => given(gated()),
      ["ship"],
      "phase ship waits for no approval: it is pending; no gate of the run does",
    ],
    [
      "a gate that there is not",
      waitsForApproval,
      ["r-1", "shop"],
      'run r-1 has no phase "shop"; its phases are build, ship',
    ],
    [
      "who may not",
      () => waitsForApproval(given(gated({ from: ["nobody-here"] }))),
      SAID,
      `${userInfo().username} may not approve build; the plan lets nobody-here`,
    ],
    [
      "a signature that nobody wants",
      waitsForApproval,
      [...SAID, "--signature", "x.sig"],
      "--signature: the plan names no signers for build",
    ],
  ])("%s", async (_what, story, args, text) => {
    await keepHere(place, story());
    const before = place.types();
    const ended = await place.pawl("approve", ...args);
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr: `pawl: ${text}\n` });
    expect(place.types()).toEqual(before);
  });

  test("a pawl approve from within an attempt whose environment was left out", async () => {
    await keepHere(place, waitsForApproval());
    const line = 'env -i PATH="$PATH" HOME="$HOME" "$@"; exit $?';
    const args = ["-c", line, "sh", process.execPath, PAWL, "approve", ...SAID];
    const ended = spawnSync("/bin/sh", args, {
      cwd: place.dir,
      env: { ...place.env, PAWL_ATTEMPT_ID: "r-1/build/code@1" },
      encoding: "utf8",
    });
    expect(ended).toMatchObject({
      status: 2,
      stdout: "",
      stderr:
        "pawl: an approval is a person's, and this is within attempt r-1/build/code@1: run pawl approve in a terminal of your own\n",
    });
  });

  test.each([
    ["approve", SAID, "an approval is"],
    ["reject", ["--reason", "no"], "a rejection is"],
  ])("a pawl %s from within an attempt", async (command, args, what) => {
    await keepHere(place, waitsForApproval());
    place.env["PAWL_ATTEMPT_ID"] = "r-1/build/code@1";
    expect(await place.pawl(command, ...args)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `pawl: ${what} a person's, and this is within attempt r-1/build/code@1: run pawl ${command} in a terminal of your own\n`,
    });
    expect(place.types()).not.toContain(`gate-${command}ed`);
  });
});

describe("a rejection", () => {
  test.each([
    ["of the only gate that waits", []],
    ["by name", ["build"]],
    ["of the run's", ["r-1", "build"]],
  ])("%s", async (_how, args) => {
    await keepHere(place, waitsForApproval());
    expect(await place.pawl("reject", ...args, "--reason", "no tests for NaN")).toMatchObject({
      code: 0,
      stdout: "build is sent back and is done again; pawl resume r-1 goes on\n",
    });
    expect(place.events().at(-1)!.event).toMatchObject({
      type: "gate-rejected",
      phase: "build",
      round: 1,
      reason: "no tests for NaN",
    });
  });

  test("needs a reason", async () => {
    await keepHere(place, waitsForApproval());
    for (const args of [[], ["--reason", " "]])
      expect(await place.pawl("reject", ...args)).toMatchObject({
        code: 2,
        stderr:
          "pawl: say why: pawl reject [RUN] [GATE] --reason TEXT; the phase is done again, and is told\n",
      });
  });

  test("of what waits for nothing is refused", async () => {
    await keepHere(place, approves(waitsForApproval()));
    expect(await place.pawl("reject", "--reason", "no")).toMatchObject({
      code: 2,
      stderr: "pawl: run r-1 waits for no approval\n",
    });
  });
});

test("a run that waits exits with 3 and names the command", async () => {
  await keepHere(place, waitsForApproval());
  const resumed = await place.pawl("resume", "r-1");
  expect(resumed.code).toBe(3);
  expect(resumed.stdout).toMatch(/run waits for an approval of build; pawl approve r-1 build\n$/);
  const status = await place.pawl("status", "r-1");
  expect(status.stdout.trimEnd().split("\n").at(-1)).toBe(
    "pawl approve r-1 build shows what is to be approved; then pawl resume r-1 goes on",
  );
});
