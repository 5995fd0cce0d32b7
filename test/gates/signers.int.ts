import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { howToSign, signedText, verifySignature } from "../../src/gates/signers.ts";
import type { Signed } from "../../src/gates/signers.ts";
import { temporaryFolder } from "../git/rig.ts";

const DIGEST = "5f".repeat(32);
const TEXT = signedText("r-1", "build", 2, DIGEST);

const keys = mkdtempSync(join(tmpdir(), "pawl-keys-"));
afterAll(() => rmSync(keys, { recursive: true }));

/** A key of a person's. */
function makeKey(name = "a key") {
  const folder = mkdtempSync(join(keys, "key-"));
  const path = join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ann", "-f", path]);
  const [type, key] = readFileSync(`${path}.pub`, "utf8").split(" ");
  return { folder, path, line: `${type} ${key}` };
}

const sign = (path: string, text = TEXT, namespace = "pawl-gate"): string =>
  execFileSync("ssh-keygen", ["-Y", "sign", "-q", "-n", namespace, "-f", path], {
    input: text,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });

const key = makeKey();
const other = makeKey();
const SIGNERS = `# who may approve\nann@example.com namespaces="pawl-gate" ${key.line}\nbob@example.com ${other.line}\n`;

const verify = (more: Partial<Signed> = {}) =>
  verifySignature({
    text: TEXT,
    armored: more.armored ?? sign(key.path),
    principal: "ann@example.com",
    signers: SIGNERS,
    ...more,
  });

describe("a signature", () => {
  test("is over exactly these lines", () => {
    expect(TEXT).toBe(`pawl gate approval\nrun r-1\ngate build\nround 2\nevidence ${DIGEST}\n`);
  });

  test("by a key that the signers have for this person is good", async () => {
    expect(await verify()).toEqual({
      ok: true,
      key: expect.stringMatching(/^ED25519 key SHA256:/) as string,
    });
    expect(await verify({ principal: "bob@example.com", armored: sign(other.path) })).toMatchObject(
      {
        ok: true,
      },
    );
  });

  test("made by the command that is told is good", async () => {
    const own = makeKey("it's a key");
    const command = howToSign("r-1", "build", 2, DIGEST, own.path);
    execFileSync("/bin/sh", ["-c", command], { cwd: own.folder, stdio: "ignore" });
    const armored = readFileSync(join(own.folder, "build.sig"), "utf8");
    expect(await verify({ armored, signers: `ann@example.com ${own.line}` })).toMatchObject({
      ok: true,
    });
    expect(howToSign("r-1", "build", 2, "ab")).toBe(
      "printf '%s\\n' 'pawl gate approval' 'run r-1' 'gate build' 'round 2' 'evidence ab' | ssh-keygen -Y sign -n pawl-gate -f ~/'.ssh/id_ed25519' > 'build.sig'",
    );
  });

  test.each([
    [
      "by another's key",
      { armored: sign(other.path) },
      /^ED25519 key SHA256:\S+ is no key that the signers allow ann@example\.com$/,
    ],
    [
      "for somebody whom the signers do not name",
      { principal: "eve@example.com" },
      /is no key that the signers allow eve@example\.com$/,
    ],
    ["for a pattern", { principal: "*" }, /is no key that the signers allow \*$/],
    [
      "for another namespace",
      { armored: sign(key.path, TEXT, "git") },
      /^the signature is not for the namespace pawl-gate; sign with -n pawl-gate$/,
    ],
    [
      "over other evidence",
      { text: signedText("r-1", "build", 2, "60".repeat(32)) },
      /^the signature is over another text: another run, gate, round or evidence$/,
    ],
    [
      "over another round",
      { text: signedText("r-1", "build", 3, DIGEST) },
      /^the signature is over another text: another run, gate, round or evidence$/,
    ],
    [
      "that is none",
      { armored: "not a signature" },
      /^it is no signature as ssh-keygen -Y sign writes it$/,
    ],
    ["that is too large", { armored: "x".repeat(70_000) }, /^the signature is larger than 64 KiB$/],
    [
      "by a key that the signers allow for git only",
      { signers: `ann@example.com namespaces="git" ${key.line}` },
      /allow ann@example\.com: key is not permitted for use in signature namespace "pawl-gate"$/,
    ],
    [
      "by a key that is not valid any more",
      { signers: `ann@example.com valid-before="20200101" ${key.line}` },
      /allow ann@example\.com: key has expired: /,
    ],
    ["where nobody may", { signers: "" }, /is no key that the signers allow ann@example\.com$/],
  ])("%s is refused", async (_, more, reason) => {
    expect(await verify(more)).toEqual({
      ok: false,
      reason: expect.stringMatching(reason) as string,
    });
  });

  test("is looked at again as of the day on which it was made", async () => {
    const signers = `ann@example.com valid-after="20190101",valid-before="20200101" ${key.line}`;
    const at = (text: string): number => Date.parse(text);
    expect(await verify({ signers, at: at("2019-06-01T12:00:00Z") })).toMatchObject({ ok: true });
    expect(await verify({ signers, at: at("2020-06-01T12:00:00Z") })).toMatchObject({ ok: false });
  });

  test("cannot be looked at without ssh-keygen, which is said", async () => {
    const { PATH } = process.env;
    const armored = sign(key.path);
    process.env["PATH"] = temporaryFolder();
    try {
      expect(await verify({ armored })).toEqual({
        ok: false,
        reason:
          "the signature cannot be verified: ssh-keygen is not installed (OpenSSH 8.9 or later)",
      });
    } finally {
      process.env["PATH"] = PATH;
    }
  });
});
