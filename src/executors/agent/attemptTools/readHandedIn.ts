import { join } from "node:path";
import { checkArtifact, isUnfit } from "../../../artifacts/checkArtifact.ts";
import type { Artifact, ArtifactSpec } from "../../../core/artifact.ts";
import type { Flag, Report } from "../../../core/report.ts";
import { AGENT_FILES } from "../files.ts";
import { boundedFlags, flagOf, isComplete, reportOf } from "../report/claim.ts";
import { claimOfObject } from "../report/claimOfObject.ts";
import { MOST_FLAGS_BYTES } from "./bounds.ts";
import { readBounded } from "./readBounded.ts";
import { readLines } from "./readLines.ts";

/** What lies in an attempt's folder. */
export interface HandedIn {
  readonly report?: Report;
  readonly flags: readonly Flag[];
  readonly artifacts: readonly Artifact[];
  /** What lies there and does not hold, for the next attempt. What is not there at all is not among them. */
  readonly problems: readonly string[];
}

const MOST_REPORT_BYTES = 1024 * 1024;

/** White space and escapes that canonical text would not have. */
const ROOM = 8;

/**
 * Reads what an attempt handed in by its tools. All is checked again: the attempt can write to its folder without
 * them. `produces` comes from whoever gave the order, not from the folder. Never throws.
 */
export function readHandedIn(folder: string, produces: readonly ArtifactSpec[]): HandedIn {
  const problems: string[] = [];
  const attempt = <Value>(what: string, read: () => Value): Value | undefined => {
    try {
      return read();
    } catch (cause) {
      problems.push(`${what}: ${(cause as Error).message}`);
      return undefined;
    }
  };
  const artifacts = produces.flatMap((spec) => {
    const path = `${AGENT_FILES.artifacts}/${spec.name}.json`;
    const text = attempt(path, () => readBounded(join(folder, path), spec.maxBytes * ROOM + 1024));
    const value = text === undefined ? undefined : attempt(path, () => JSON.parse(text) as unknown);
    if (value === undefined) {
      const refused = attempt(AGENT_FILES.refused, () => refusedText(folder, spec.name));
      if (refused !== undefined) problems.push(refused);
      return [];
    }
    const checked = checkArtifact(spec, value);
    if (!isUnfit(checked)) return [checked];
    problems.push(...checked.problems.map((each) => `artifact "${spec.name}": ${each}`));
    return [];
  });
  const report = attempt(AGENT_FILES.report, () => readReport(join(folder, AGENT_FILES.report)));
  const flags = attempt(AGENT_FILES.flags, () =>
    readLines(join(folder, AGENT_FILES.flags), MOST_FLAGS_BYTES),
  );
  return {
    ...(report ? { report } : {}),
    flags: boundedFlags((flags ?? []).map(({ type, text }) => flagOf(type, text))),
    artifacts,
    problems,
  };
}

const MOST_REFUSED_BYTES = 64 * 1024;

function refusedText(folder: string, name: string): string | undefined {
  const path = join(folder, AGENT_FILES.refused, `${name}.txt`);
  const text = readBounded(path, MOST_REFUSED_BYTES);
  return text === undefined
    ? undefined
    : `artifact "${name}" did not fit when it was handed in:\n${text}`;
}

function readReport(path: string): Report | undefined {
  const text = readBounded(path, MOST_REPORT_BYTES);
  if (text === undefined) return undefined;
  const claim = claimOfObject(JSON.parse(text) as unknown, "the report", 0);
  if (claim && isComplete(claim)) return reportOf(claim, "tools");
  throw new Error(`invalid-report: ${claim?.lacks ?? "it says nothing of status and summary"}`);
}
