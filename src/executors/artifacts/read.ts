import { open } from "node:fs/promises";
import { join } from "node:path";
import { checkArtifact, isUnfit } from "../../artifacts/checkArtifact.ts";
import type { Artifact, ArtifactSpec } from "../../core/artifact.ts";
import { ATTEMPT_FILES } from "../../core/paths.ts";

/** White space and an order of keys that are not canonical take room as well. */
const SLACK = 4;

/**
 * The artifacts that lie in an attempt's folder, checked, whoever wrote them; and in words what of `specs` is missing
 * or does not fit.
 */
export async function readArtifacts(
  folder: string,
  specs: readonly ArtifactSpec[],
): Promise<{ artifacts: Artifact[]; problems: string[] }> {
  const artifacts: Artifact[] = [];
  const problems: string[] = [];
  for (const spec of specs) {
    const path = join(folder, ATTEMPT_FILES.artifacts, `${spec.name}.json`);
    const read = await readJson(path, spec.maxBytes * SLACK);
    const checked =
      "problem" in read ? { problems: [read.problem] } : checkArtifact(spec, read.value);
    if (isUnfit(checked))
      problems.push(...checked.problems.map((each) => `artifact ${spec.name}: ${each}`));
    else artifacts.push(checked);
  }
  return { artifacts, problems };
}

type Read = { readonly value: unknown } | { readonly problem: string };

async function readJson(path: string, most: number): Promise<Read> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => error);
  if (file instanceof Error) {
    const why =
      file.code === "ENOENT" ? "it was not handed in" : `it cannot be read: ${file.message}`;
    return { problem: why };
  }
  try {
    const { size } = await file.stat();
    if (size > most) return { problem: `its file has ${size} bytes; ${most} are read at most` };
    return { value: JSON.parse(await file.readFile("utf8")) };
  } catch (error) {
    return { problem: `it is not JSON: ${(error as Error).message}` };
  } finally {
    await file.close();
  }
}
