import type { Artifact, ArtifactSpec } from "../../../core/artifact.ts";
import { namesTask } from "../../../core/namesTask.ts";
import type { Flag, Report } from "../../../core/report.ts";
import type { Claim } from "./claim.ts";
import { boundedFlags, isComplete, reportOf } from "./claim.ts";
import { claimOfObject } from "./claimOfObject.ts";
import type { ObjectClaim } from "./claimOfObject.ts";
import { claimsOfMarkers, flagsOfMarkers } from "./claimsOfMarkers.ts";
import { labelledArtifacts } from "./labelled.ts";
import { linesOf } from "./lines.ts";
import { markersOf } from "./markers.ts";
import { objectsIn } from "./objects.ts";
import { takeArtifacts } from "./takeArtifacts.ts";

/** What an agent answered at its end. */
export interface Answer {
  /** Its last text. */
  readonly text: string;
  /** Its structured output, where it gave one. */
  readonly structured?: unknown;
  /** The artifacts that were asked for. */
  readonly produces: readonly ArtifactSpec[];
  /** The task that it was given: of reports of several tasks its own counts. */
  readonly task?: string;
}

/** What an answer holds: its report, or why it has none that can be read. */
export type ParsedReport = {
  readonly artifacts: readonly Artifact[];
  readonly flags: readonly Flag[];
  /** What was wrong with artifacts, for the next attempt. */
  readonly problems: readonly string[];
} & (
  | { readonly report: Report; readonly note?: string }
  /** `invalid-report: …`, with what to do. */
  | { readonly problem: string }
);

/**
 * Reads what an agent says of its work. Structured output that is complete comes before text. Of several complete
 * reports in a text the last counts: agents say what they will report, or correct themselves, before they end.
 * Only flags and no report is a failure. Never throws; the work grows with the length of the text.
 */
export function parseReport({ text, structured, produces, task }: Answer): ParsedReport {
  const heard = hear(
    text,
    produces.map(({ name }) => name),
  );
  const object = claimOfObject(structured, "structured output", 0);
  const flags = boundedFlags([...(object?.flags ?? []), ...heard.flags]);
  const { artifacts, problems } = takeArtifacts(produces, [
    ...heard.artifacts,
    ...(object?.artifacts ?? []),
  ]);
  const rest = { artifacts, flags, problems };
  if (object && isComplete(object)) return { ...rest, report: reportOf(object, "structured") };
  const complete = heard.claims.filter(isComplete).sort((a, b) => a.line - b.line);
  const last = complete.findLast((each) => namesTask(each.task, task)) ?? complete.at(-1);
  if (last) return { ...rest, report: reportOf(last, "text"), ...noteOf(complete) };
  const [flag] = flags;
  if (flag) {
    const summary = `${flag.type}: ${flag.text}`;
    const claim = { line: 0, form: "a flag", status: "failure", summary } as const;
    return { ...rest, report: reportOf(claim, "text") };
  }
  return { ...rest, problem: `invalid-report: ${whyNone(text, object, heard.claims)}` };
}

function hear(text: string, names: readonly string[]) {
  const lines = linesOf(text);
  const objects = objectsIn(lines);
  const inside = new Set<number>();
  for (const { from, to, info } of objects.found)
    // An object without a fence may begin behind its label.
    for (let at = info === undefined ? from + 1 : from; at <= to; at++) inside.add(at);
  const markers = markersOf(lines, inside);
  const spoken = objects.found.flatMap(
    ({ value, to, info }) =>
      claimOfObject(value, info === undefined ? "a JSON object" : "a JSON block", to) ?? [],
  );
  const labelled = labelledArtifacts(lines, markers, objects, names);
  return {
    claims: [...claimsOfMarkers(markers), ...spoken] as readonly Claim[],
    flags: [...flagsOfMarkers(markers), ...spoken.flatMap(({ flags }) => flags)],
    artifacts: [...labelled, ...spoken.flatMap(({ artifacts }) => artifacts)],
  };
}

/** Where reports contradict each other, which one counts and why. */
function noteOf(complete: readonly Claim[]): { note?: string } {
  const kinds = new Set(complete.map(({ status }) => status));
  if (kinds.size < 2) return {};
  const list = complete
    .slice(-5)
    .map(({ line, form, status }) => `${form} up to line ${line + 1} says ${status}`);
  return {
    note: `the answer holds several reports: ${list.join("; ")}. The last complete one counts.`,
  };
}

const HOW = "End the answer with the report exactly as the instructions show it.";

function whyNone(text: string, object: ObjectClaim | undefined, claims: readonly Claim[]): string {
  const lacking = claims.filter(({ lacks }) => lacks !== undefined).sort((a, b) => a.line - b.line);
  const claim = lacking.at(-1) ?? (object?.lacks === undefined ? undefined : object);
  if (claim) return `${claim.form} was found, but ${claim.lacks}. ${HOW}`;
  if (text.trim() === "") return `the last answer is empty. ${HOW}`;
  return `no report was found in the last answer (${text.length} characters). ${HOW}`;
}
