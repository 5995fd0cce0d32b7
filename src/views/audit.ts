import type { Actor, Event, Recorded } from "../core/events.ts";
import { describe } from "./describe.ts";
import { isoTime } from "./duration.ts";
import { oneLine } from "./safeText.ts";

export interface AuditEntry {
  readonly seq: number;
  readonly at: string;
  /** The event's type. */
  readonly what: Event["type"];
  /** `phase` or `phase/task@attempt`, where the event is about one. */
  readonly subject?: string;
  /** Who asked for it; events without this are Pawl's own bookkeeping. */
  readonly by?: Actor;
  /** SHA-256 of the evidence that it is about. */
  readonly evidence?: string;
  /** Who signed the approval. */
  readonly signer?: string;
  /** In words; empty where `what` says it all. */
  readonly details: string;
}

/** What was decided, when and by whom: an entry for each event of the journal. */
export const auditView = (events: readonly Recorded[]): AuditEntry[] => events.map(entry);

function entry({ seq, at, event }: Recorded): AuditEntry {
  const subject = subjectOf(event);
  const by = "by" in event ? event.by : undefined;
  return {
    seq,
    at: isoTime(at),
    what: event.type,
    ...(subject === undefined ? {} : { subject }),
    ...(by ? { by } : {}),
    ...evidenceOf(event),
    details: describe(event),
  };
}

function evidenceOf(event: Event): Pick<AuditEntry, "evidence" | "signer"> {
  switch (event.type) {
    case "gate-checked":
      return { evidence: event.evidence.digest };
    case "approval-requested":
      return { evidence: event.digest };
    case "gate-approved": {
      const { digest, signature } = event.approval;
      return { evidence: digest, ...(signature ? { signer: signature.signer } : {}) };
    }
    default:
      return {};
  }
}

function subjectOf(event: Event): string | undefined {
  if (!("phase" in event)) return undefined;
  // The task that is to mend a merge comes with all that it is.
  if (!("task" in event) || typeof event.task === "object") return event.phase;
  if (event.task === undefined) return event.phase;
  const address = `${event.phase}/${event.task}`;
  return "attempt" in event ? `${address}@${event.attempt}` : address;
}

/** Columns: number, time, event, subject, details with who asked. */
export const auditRows = (entries: readonly AuditEntry[]): string[][] =>
  entries.map((each) => [
    String(each.seq),
    each.at,
    each.what,
    each.subject ?? "",
    [oneLine(each.details), each.by ? `by ${actorText(each.by)}` : ""].filter(Boolean).join("; "),
  ]);

/** `alice@box (pid 4711)`, or `alice in https://…`. */
export const actorText = (actor: Actor): string =>
  oneLine(
    actor.via === undefined
      ? `${actor.user}@${actor.host} (pid ${actor.pid})`
      : `${actor.user} in ${actor.via}`,
  );
