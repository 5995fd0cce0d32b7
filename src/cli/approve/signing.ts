import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { PawlError } from "../../core/error.ts";
import type { Approval } from "../../core/gate.ts";
import type { PhaseState, Run } from "../../core/run.ts";
import { howToSign, signedText, verifySignature } from "../../gates/signers.ts";

/**
 * The verified signature of an approval; nothing where the plan asks for none. Throws where it asks for one and there
 * is none, with the command that makes it, or where what there is does not hold.
 * @param file that holds the signature
 */
export async function signedBy(
  run: Run,
  phase: PhaseState,
  file: string | undefined,
): Promise<Approval["signature"]> {
  const { id, gate } = phase.spec;
  const signers = gate?.approve?.signers;
  if (signers === undefined) {
    if (file === undefined) return undefined;
    throw new PawlError("usage", `--signature: the plan names no signers for ${id}`);
  }
  const { digest } = phase.evidence!;
  if (file === undefined) {
    const how = howToSign(run.id, id, phase.round, digest);
    throw new PawlError(
      "refused",
      `an approval of ${id} must be signed. Sign exactly this evidence with your key:\n  ${how}\nand approve again with --signature ${id}.sig`,
    );
  }
  const armored = await readSignature(file);
  const text = signedText(run.id, id, phase.round, digest);
  return verifiedBy(principalsOf(signers), { text, armored, signers });
}

async function readSignature(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new PawlError("usage", `--signature: ${file} cannot be read`, { cause });
  }
}

/** The first of them whose signature it is. */
async function verifiedBy(
  principals: readonly string[],
  signed: { readonly text: string; readonly armored: string; readonly signers: string },
): Promise<NonNullable<Approval["signature"]>> {
  let reason = "the plan's signers name nobody";
  for (const principal of principals) {
    const verified = await verifySignature({ ...signed, principal });
    if (verified.ok) return { signer: principal, armored: signed.armored };
    reason = verified.reason;
  }
  const whose = /^(.*) is no key that the signers allow /.exec(reason)?.[1];
  const why = whose === undefined ? reason : `${whose} is no key of the plan's signers`;
  throw new PawlError("refused", `the signature does not hold: ${why}`);
}

/** Who the signers name, and, as they may name people by patterns, whoever this is. */
function principalsOf(signers: string): string[] {
  const named = signers
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .flatMap((line) => line.trim().split(/\s+/)[0]!.replaceAll('"', "").split(","))
    .filter((each) => !/[*?!]/.test(each));
  return [...new Set([...named, userInfo().username])];
}
