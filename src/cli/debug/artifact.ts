import { checkArtifact, isUnfit } from "../../artifacts/checkArtifact.ts";
import type { Artifact, ArtifactName } from "../../core/artifact.ts";
import type { TaskState } from "../../core/run.ts";

const SPEC = { name: "diagnosis" as ArtifactName, schema: {}, maxBytes: 64 * 1024 };

/** A diagnosis as an artifact of the run's, so that it has versions and a digest; none where it is too large for one. */
export function artifactOf(
  task: TaskState,
  agent: string,
  text: string,
): { readonly artifact?: Artifact } {
  const attempt = task.attempts.length;
  const made = checkArtifact(SPEC, { task: task.address, attempt, agent, diagnosis: text });
  return isUnfit(made) ? {} : { artifact: made };
}
