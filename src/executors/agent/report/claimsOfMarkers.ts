import type { Flag } from "../../../core/report.ts";
import type { Claim } from "./claim.ts";
import { detailsOf, filesOf, flagOf } from "./claim.ts";
import { isPlaceholder } from "./lines.ts";
import type { Marker, MarkerKey } from "./markers.ts";
import { STATUSES, statusOf } from "./status.ts";

/** Earlier claims are not looked at: the last one counts. */
const MOST = 20;

/** One way of reporting: a marker that each report has once, and those that belong to it, before or after. */
interface Form {
  readonly anchors: readonly MarkerKey[];
  readonly members: readonly MarkerKey[];
  /** Of two members equally far away, the one on this side belongs to the anchor. */
  readonly side: "before" | "after";
  claim(anchor: Marker, member: (key: MarkerKey) => string | undefined): Omit<Claim, "line">;
}

const FORMS: readonly Form[] = [
  {
    anchors: ["aop-status"],
    members: ["aop-summary", "aop-details"],
    side: "before",
    claim: (anchor, member) => ({
      form: "[AOP:…] lines",
      ...said("[AOP:STATUS]", anchor.value, "[AOP:SUMMARY]", member("aop-summary")),
      ...details(member("aop-details")),
    }),
  },
  {
    anchors: ["task-complete"],
    members: ["status", "summary", "files"],
    side: "after",
    claim: (anchor, member) => ({
      form: "a TASK_COMPLETE block",
      task: anchor.value,
      // The word itself says that the task is complete.
      ...said("STATUS:", member("status") ?? "completed", "SUMMARY:", member("summary")),
      files: filesOf(member("files") ?? ""),
    }),
  },
  {
    anchors: ["task-done"],
    members: ["status", "summary", "tests", "files"],
    side: "after",
    claim: (anchor, member) => ({
      form: "a TASK_DONE block",
      task: anchor.value,
      ...said(
        "STATUS:",
        member("status") ?? "done",
        "SUMMARY:",
        member("summary") ?? doneWith(anchor.value, member("tests")),
      ),
      files: filesOf(member("files") ?? ""),
    }),
  },
  {
    anchors: ["result"],
    members: ["data"],
    side: "after",
    claim: (_, member) => ({
      form: "a RESULT block",
      ...said("RESULT:", "success", "DATA:", member("data")),
    }),
  },
];

const doneWith = (task: string, tests: string | undefined): string =>
  tests === undefined ? `${task} is done` : `${task} is done; tests: ${tests}`;

const details = (path: string | undefined): { details?: string } => {
  const found = detailsOf(path);
  return found === undefined ? {} : { details: found };
};

function said(
  statusName: string,
  status: string,
  summaryName: string,
  summary: string | undefined,
): Pick<Claim, "status" | "summary" | "lacks"> {
  const read = statusOf(status);
  const text = summary === undefined || isPlaceholder(summary) ? "" : summary;
  if (read === undefined)
    return {
      status: read,
      summary: text,
      lacks: `${statusName} says "${status.slice(0, 40)}", expected ${STATUSES}`,
    };
  return {
    status: read,
    summary: text,
    ...(text === "" ? { lacks: `${summaryName} is missing` } : {}),
  };
}

/** The reports that a text's markers make, last first of each form. */
export function claimsOfMarkers(markers: readonly Marker[]): readonly Claim[] {
  return FORMS.flatMap((form) => claimsOf(form, markers));
}

function claimsOf(form: Form, markers: readonly Marker[]): Claim[] {
  const used = new Set<number>();
  const anchors = markers
    .map(({ key }, at) => (form.anchors.includes(key) ? at : -1))
    .filter((at) => at !== -1 && !isPlaceholder(markers[at]!.value))
    .slice(-MOST);
  return anchors.toReversed().map((at) => {
    let line = markers[at]!.line;
    const member = (key: MarkerKey): string | undefined => {
      const near =
        nearestUnused(
          markers,
          at,
          form,
          (each, of) => each.key === key && !used.has(of) && counts(each),
        ) ?? nearestUnused(markers, at, form, (each, of) => each.key === key && !used.has(of));
      if (near === undefined) return undefined;
      used.add(near);
      line = Math.max(line, markers[near]!.line);
      return markers[near]!.value;
    };
    const claim = form.claim(markers[at]!, member);
    return { ...claim, line };
  });
}

/** Beyond another anchor of the same kind nothing belongs to this one. */
function nearestUnused(
  markers: readonly Marker[],
  anchor: number,
  { anchors, members, side }: Form,
  wanted: (marker: Marker, at: number) => boolean,
): number | undefined {
  const look = (step: 1 | -1): { found?: number; stopped: boolean } => {
    for (let at = anchor + step; at >= 0 && at < markers.length; at += step) {
      const marker = markers[at]!;
      if (anchors.includes(marker.key) && !isPlaceholder(marker.value)) return { stopped: true };
      if (wanted(marker, at)) return { found: at, stopped: anchorBeyond(at, step) };
    }
    return { stopped: false };
  };
  const anchorBeyond = (from: number, step: 1 | -1): boolean =>
    (step === 1 ? markers.slice(from + 1) : markers.slice(0, from)).some(({ key }) =>
      anchors.includes(key),
    );
  const before = look(-1);
  const after = look(1);
  if (before.found === undefined || after.found === undefined) return before.found ?? after.found;
  // What stands between two anchors may be the other's; what stands beyond the last can only be this one's.
  if (before.stopped !== after.stopped) return before.stopped ? after.found : before.found;
  // Between two others it is laid out as the last one is.
  if (before.stopped && isAfterLast(markers, anchors, members)) return after.found;
  const difference = anchor - before.found - (after.found - anchor);
  if (difference === 0) return side === "before" ? before.found : after.found;
  return difference < 0 ? before.found : after.found;
}

/** Whether something that belongs to reports of this form stands behind the last of them. */
function isAfterLast(
  markers: readonly Marker[],
  anchors: readonly MarkerKey[],
  members: readonly MarkerKey[],
): boolean {
  const last = markers.findLastIndex(({ key }) => anchors.includes(key));
  return markers.slice(last + 1).some(({ key }) => members.includes(key));
}

/** A `Status:` in passing is none. */
const counts = ({ key, value }: Marker): boolean =>
  key !== "status" || statusOf(value) !== undefined;

/** `FLAG: type | task | text`; the task may be left out. */
export function flagsOfMarkers(markers: readonly Marker[]): readonly (Flag | undefined)[] {
  return markers
    .filter(({ key }) => key === "flag")
    .map(({ value }) => {
      const [type = "", ...rest] = value.replaceAll("|", "|").split("|");
      if (rest.length === 0 || isPlaceholder(type)) return undefined;
      return flagOf(type, rest.length === 1 ? rest[0] : rest.slice(1).join("|"));
    });
}
