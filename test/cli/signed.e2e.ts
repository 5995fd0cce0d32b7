import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DIGEST, gated, waitsForApproval } from "../views/gated.ts";
import { given } from "../views/given.ts";
import { Workspace } from "./rig.ts";
import { keepHere } from "./told.ts";

const hasKeygen = spawnSync("ssh-keygen", ["-?"]).error === undefined;

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

/** A key of this name, and the line that allows it to `who`. */
function key(name: string, who: string): string {
  const path = join(place.dir, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path]);
  return `${who} ${readFileSync(`${path}.pub`, "utf8").trim()}\n`;
}

const SAID = ["--phrase", "proceed to ship", "--evidence", DIGEST];

/** The command that Pawl prints, with another key. */
async function sign(keyName: string): Promise<void> {
  const { stderr } = await place.pawl("approve", ...SAID);
  const command = stderr.split("\n")[1]!.trim();
  const withKey = command.replace("~/'.ssh/id_ed25519'", join(place.dir, keyName));
  expect(withKey).not.toBe(command);
  execFileSync("/bin/sh", ["-c", withKey], { cwd: place.dir, stdio: "ignore" });
}

describe.runIf(hasKeygen)("an approval that must be signed", () => {
  test("says how to sign it, and counts with the signature", async () => {
    const signers = key("ann", "ann@example.org");
    await keepHere(place, waitsForApproval(given(gated({ signers }))));
    const told = await place.pawl("approve", ...SAID);
    expect(told).toMatchObject({ code: 2, stdout: "" });
    expect(told.stderr).toMatch(
      /^pawl: an approval of build must be signed\. Sign exactly this evidence with your key:\n {2}printf .*ssh-keygen -Y sign .*\nand approve again with --signature build\.sig\n$/,
    );
    await sign("ann");
    expect(await place.pawl("approve", ...SAID, "--signature", "build.sig")).toMatchObject({
      code: 0,
      stdout: "build is approved; pawl resume r-1 goes on\n",
    });
    const audit = await place.pawl("audit", "--verify");
    expect(audit).toMatchObject({ code: 0 });
    expect(audit.stdout).toMatch(
      /^r-1: \d+ events, chain intact\nr-1: 1 signature of approvals verified\n$/,
    );
    const { events, signatures } = JSON.parse(
      (await place.pawl("audit", "--verify", "--json")).stdout,
    ) as { events: { what: string }[]; signatures: unknown };
    expect(signatures).toEqual({ verified: 1, problems: [] });
    expect(events.find((each) => each.what === "gate-approved")).toMatchObject({
      evidence: DIGEST,
      signer: "ann@example.org",
    });
  });

  test("by a key that is not among the signers' is refused", async () => {
    const signers = key("ann", "ann@example.org");
    key("eve", "eve@example.org");
    await keepHere(place, waitsForApproval(given(gated({ signers }))));
    await sign("eve");
    const ended = await place.pawl("approve", ...SAID, "--signature", "build.sig");
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toMatch(
      /^pawl: the signature does not hold: ED25519 key SHA256:\S+ is no key of the plan's signers\n$/,
    );
    expect(place.types()).not.toContain("gate-approved");
  });

  test("with something else than a signature, or nothing, is refused", async () => {
    const signers = key("ann", "ann@example.org");
    await keepHere(place, waitsForApproval(given(gated({ signers }))));
    writeFileSync(join(place.dir, "build.sig"), "proceed to ship");
    expect((await place.pawl("approve", ...SAID, "--signature", "build.sig")).stderr).toBe(
      "pawl: the signature does not hold: it is no signature as ssh-keygen -Y sign writes it\n",
    );
    expect((await place.pawl("approve", ...SAID, "--signature", "none.sig")).stderr).toBe(
      "pawl: --signature: none.sig cannot be read\n",
    );
  });

  test("is looked at again by an audit", async () => {
    const signers = key("ann", "ann@example.org");
    const story = waitsForApproval(given(gated({ signers })));
    const signature = { signer: "ann@example.org", armored: "forged" };
    story.ask({
      type: "approve",
      approval: { phrase: "proceed to ship", digest: DIGEST, signature },
      by: { user: "eve", host: "box", pid: 1 },
    });
    await keepHere(place, story);
    const audit = await place.pawl("audit", "--verify");
    expect(audit.code).toBe(2);
    expect(audit.stdout).toMatch(
      /\nr-1: event \d+, the approval of build, has a signature that does not hold: it is no signature as ssh-keygen -Y sign writes it\n$/,
    );
  });
});
