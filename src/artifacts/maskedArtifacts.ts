import type { Artifact, ArtifactSpec } from "../core/artifact.ts";
import { redact } from "../core/redact.ts";
import { checkArtifact, isUnfit } from "./checkArtifact.ts";

/** Artifacts without secrets, and what is wrong with those that fit only with theirs. */
export interface Masked {
  readonly artifacts: readonly Artifact[];
  readonly problems: readonly string[];
}

/** What is handed on is what was checked, and what its digest is of: so it is masked first, and then checked again. */
export function maskedArtifacts(
  artifacts: readonly Artifact[],
  produces: readonly ArtifactSpec[],
  secrets: readonly string[],
): Masked {
  const kept: Artifact[] = [];
  const problems: string[] = [];
  for (const artifact of artifacts) {
    const text = JSON.stringify(artifact.value);
    const masked = redact(text, secrets);
    const spec = produces.find(({ name }) => name === artifact.name);
    if (masked === text || !spec) {
      kept.push(artifact);
      continue;
    }
    const checked = checkArtifact(spec, JSON.parse(masked));
    if (!isUnfit(checked)) kept.push(checked);
    else
      problems.push(
        `artifact "${artifact.name}" holds a secret, which is not handed on, and does not fit without it: ${checked.problems.join("; ")}`,
      );
  }
  return { artifacts: kept, problems };
}
