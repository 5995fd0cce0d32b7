import { createHash } from "node:crypto";
import type { Artifact, ArtifactSpec, JsonValue } from "../core/artifact.ts";
import { canonicalJson } from "../core/canonicalJson.ts";
import { errorTexts } from "./errorText.ts";
import { whyNotPlainJson } from "./plainJson.ts";
import { compileSchema } from "./schema.ts";
import { tooLarge } from "./size.ts";

/** Why a value is no artifact: sentences that whoever made it can act on, a place in each. */
export interface Unfit {
  readonly problems: readonly string[];
}

/**
 * Takes a value as the artifact that `spec` describes, or says what is wrong with it. The value may come from
 * anywhere. What is kept is the value of its canonical text, of which `sha256` is the digest.
 */
export function checkArtifact(spec: ArtifactSpec, value: unknown): Artifact | Unfit {
  const notJson = whyNotPlainJson(value);
  if (notJson !== undefined) return { problems: [notJson] };
  const json = value as JsonValue;
  const large = tooLarge(json, spec.maxBytes);
  if (large !== undefined) return { problems: [large] };
  const compiled = compileSchema(spec.schema);
  if ("problems" in compiled)
    return { problems: compiled.problems.map((each) => `its schema cannot be used: ${each}`) };
  if (!compiled.check(json)) return { problems: errorTexts(compiled.check.errors ?? []) };
  return artifactOf(spec.name, json);
}

/** The artifact of a value that is known to fit. */
function artifactOf(name: string, value: JsonValue): Artifact {
  const text = canonicalJson(value);
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { name, sha256, bytes: Buffer.byteLength(text), value: JSON.parse(text) as JsonValue };
}

export const isUnfit = (checked: Artifact | Unfit): checked is Unfit => "problems" in checked;
