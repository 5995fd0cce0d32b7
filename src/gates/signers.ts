import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shellQuoted } from "../core/shellWords.ts";

/** What a signature says it is for; one for git or for anything else counts for nothing. */
const NAMESPACE = "pawl-gate";
const MOST_SIGNATURE = 64 * 1024;
const MOST_MS = 30_000;

/** Exactly the text that a person signs to approve a gate. */
export const signedText = (run: string, phase: string, round: number, digest: string): string =>
  `pawl gate approval\nrun ${run}\ngate ${phase}\nround ${round}\nevidence ${digest}\n`;

/**
 * The command that signs an approval, for a POSIX shell. It writes the signature to a file in the current folder.
 * @param key path of the private key, or of the public one if an agent holds it
 */
export function howToSign(
  run: string,
  phase: string,
  round: number,
  digest: string,
  key = "~/.ssh/id_ed25519",
): string {
  const lines = signedText(run, phase, round, digest).split("\n").slice(0, -1);
  const words = lines.map((line) => shellQuoted(line)).join(" ");
  const name = shellQuoted(`${phase}.sig`);
  return `printf '%s\\n' ${words} | ssh-keygen -Y sign -n ${NAMESPACE} -f ${pathWord(key)} > ${name}`;
}

/** A shell puts the home in for `~/` only where it is not quoted. */
const pathWord = (path: string): string =>
  path.startsWith("~/") ? `~/${shellQuoted(path.slice(2))}` : shellQuoted(path);

/** A signature, and what it has to be. */
export interface Signed {
  readonly text: string;
  readonly armored: string;
  /** Who says to have signed: one of the principals of `signers`. */
  readonly principal: string;
  /** Text of an OpenSSH `allowed_signers` file. */
  readonly signers: string;
  /** When it was signed, in milliseconds since 1970: keys must have been valid then. Now if not given. */
  readonly at?: number;
}

/** `reason` is for a person. */
export type Verified =
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly reason: string };

/** Whether a signature is over exactly this text, by a key that the signers have for this person. Never rejects. */
export async function verifySignature(signed: Signed): Promise<Verified> {
  if (signed.armored.length > MOST_SIGNATURE)
    return { ok: false, reason: `the signature is larger than ${MOST_SIGNATURE / 1024} KiB` };
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), "pawl-signers-"));
    const signature = join(folder, "signature");
    const signers = join(folder, "allowed_signers");
    await writeFile(signature, signed.armored, { mode: 0o600 });
    await writeFile(signers, signed.signers, { mode: 0o600 });
    return await verify(signed, signature, signers);
  } catch (error) {
    return { ok: false, reason: `the signature cannot be verified: ${(error as Error).message}` };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function verify(signed: Signed, signature: string, signers: string): Promise<Verified> {
  const { text, principal, at } = signed;
  const about = ["-n", NAMESPACE, "-s", signature];
  const own = await sshKeygen(["-Y", "check-novalidate", ...about], text);
  const key = /with (\S+ key SHA256:\S+)/.exec(own.out)?.[1];
  if (own.code !== 0 || key === undefined) return { ok: false, reason: whyBroken(own.said) };
  const when = at === undefined ? [] : ["-O", `verify-time=${stamp(at)}`];
  const args = ["-Y", "verify", "-f", signers, "-I", principal, ...when, ...about];
  const found = await sshKeygen(args, text);
  if (found.code === 0) return { ok: true, key };
  const said = found.said.match(/^.*allowed_signers:\d+: (.+)$/m)?.[1];
  const why = said === undefined ? "" : `: ${said}`;
  return { ok: false, reason: `${key} is no key that the signers allow ${principal}${why}` };
}

function whyBroken(said: string): string {
  if (said.includes("namespace"))
    return `the signature is not for the namespace ${NAMESPACE}; sign with -n ${NAMESPACE}`;
  if (said.includes("incorrect signature"))
    return "the signature is over another text: another run, gate, round or evidence";
  return "it is no signature as ssh-keygen -Y sign writes it";
}

/** As ssh-keygen takes it, which reads it in its own time zone. */
const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, "");

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

function sshKeygen(args: readonly string[], input: string): Promise<Said> {
  return new Promise((resolve, reject) => {
    const { PATH = "/usr/bin:/bin" } = process.env;
    const child = spawn("ssh-keygen", args, {
      env: { PATH, LC_ALL: "C", TZ: "UTC" },
      timeout: MOST_MS,
      killSignal: "SIGKILL",
    });
    let out = "";
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.once("error", (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === "ENOENT";
      reject(isMissing ? new Error("ssh-keygen is not installed (OpenSSH 8.9 or later)") : error);
    });
    child.once("close", (code) => resolve({ code, out, said }));
  });
}
