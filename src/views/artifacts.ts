import type { JsonValue } from "../core/artifact.ts";
import type { ArtifactVersion, Run } from "../core/run.ts";
import { isoTime } from "./duration.ts";

/** One version of an artifact as `pawl artifacts` lists it. */
export interface ArtifactView {
  readonly name: string;
  /** From 1; doing its phase again makes another. */
  readonly version: number;
  readonly phase: string;
  readonly task: string;
  /** That handed it in; 0: it was taken over from another run. */
  readonly attempt: number;
  /** Of its canonical text. */
  readonly bytes: number;
  readonly sha256: string;
  readonly at: string;
  /** `current` is what phases get; `replaced` and `undone` are history. */
  readonly state: "current" | "replaced" | "undone";
  /** Where one artifact is asked for. */
  readonly value?: JsonValue;
}

/** The document that `pawl artifacts --json` prints. */
export interface ArtifactsView {
  readonly run: string;
  readonly artifacts: readonly ArtifactView[];
}

/** @param name only that one, with its values */
export const artifactsView = (run: Run, name?: string): ArtifactsView => ({
  run: run.id,
  artifacts: [...run.artifacts].flatMap(([each, versions]) =>
    name === undefined || each === name
      ? versions.map((one) => artifactView(versions, one, name !== undefined))
      : [],
  ),
});

function artifactView(
  versions: readonly ArtifactVersion[],
  one: ArtifactVersion,
  withValue: boolean,
): ArtifactView {
  const { artifact, version, task, attempt, at } = one;
  const { name, bytes, sha256, value } = artifact;
  return {
    name,
    version,
    phase: task.phase.spec.id,
    task: task.spec.id,
    attempt,
    bytes,
    sha256,
    at: isoTime(at),
    state: stateOf(versions, one),
    ...(withValue ? { value } : {}),
  };
}

function stateOf(
  versions: readonly ArtifactVersion[],
  one: ArtifactVersion,
): ArtifactView["state"] {
  if (one.undone) return "undone";
  return versions.findLast((each) => !each.undone) === one ? "current" : "replaced";
}
