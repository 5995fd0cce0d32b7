import { findPhase } from "../core/run.ts";
import type { Run } from "../core/run.ts";
import { approveCommand, shortDigest } from "../views/approving.ts";
import { actorText } from "../views/audit.ts";
import { formatElapsed } from "../views/duration.ts";
import { oneLine } from "../views/safeText.ts";
import { plural } from "../views/words.ts";
import type { Line, Of } from "./line.ts";

type GateEvent = Of<
  | "gate-opened"
  | "gate-checked"
  | "approval-requested"
  | "gate-approved"
  | "gate-rejected"
  | "gate-voided"
  | "approval-stands"
  | "approval-escalated"
  | "phase-imported"
  | "diagnosis-recorded"
>;

/** What happened at a phase's gate, or to a phase as a whole without its being done. */
export function gateLine(event: GateEvent, run: Run, at: number): Line {
  const about = event.phase;
  switch (event.type) {
    case "gate-opened": {
      const again = event.round > 1 ? ` (round ${event.round})` : "";
      return { about, text: `its gate is checked${again}`, tone: "quiet" };
    }
    case "gate-checked":
      return event.failed === undefined
        ? {
            about,
            text: holdsText(event.evidence.checks.length),
            tone: "good",
          }
        : { about, text: oneLine(event.failed), tone: "bad" };
    case "approval-requested": {
      const { until } = event;
      const soon = until === undefined ? "" : `, within ${formatElapsed(Math.max(0, until - at))}`;
      return { about, text: `${askedToApprove(run, event)}${soon}`, tone: "warn" };
    }
    case "gate-approved":
      return {
        about,
        text: `approved by ${actorText(event.by)}, on evidence ${shortDigest(event.approval.digest)}`,
        tone: "good",
      };
    case "gate-rejected": {
      const by = event.by ? ` by ${actorText(event.by)}` : "";
      return { about, text: `sent back${by}: ${oneLine(event.reason)}`, tone: "warn" };
    }
    case "gate-voided":
      return { about, text: `its gate is void: ${oneLine(event.reason)}`, tone: "warn" };
    case "approval-stands":
      return { about, text: "the approval stands: the same patch was approved", tone: "good" };
    case "approval-escalated":
      return { about, text: "nobody approved in time; somebody else is told", tone: "warn" };
    case "phase-imported":
      return { about, text: `taken over from run ${event.from}`, tone: "good" };
    case "diagnosis-recorded":
      return {
        about: `${event.phase}/${event.task}`,
        text: `diagnosis by ${oneLine(event.agent)}: ${oneLine(event.text)}`,
        tone: "plain",
      };
  }
}

/** The gate of a phase with a worktree is that it can be merged, where the plan wants nothing besides. */
const holdsText = (checks: number): string =>
  checks === 0 ? "gate holds: it can be merged" : `gate holds: ${plural(checks, "check")}`;

/** `waits for an approval of evidence 0a1b…: pawl approve r-1 build`. */
export const askedToApprove = (run: Run, { phase, digest }: Of<"approval-requested">): string =>
  `waits for an approval of evidence ${shortDigest(digest)}: ${approveCommand(run, findPhase(run, phase))}`;
