import type { Recorded } from "../core/events.ts";
import type { RunSummary } from "./store.ts";

/** What `pawl runs` shows, folded from events without building the run. `undefined` before the first event. */
export function summarise(
  before: RunSummary | undefined,
  recorded: readonly Recorded[],
): RunSummary | undefined {
  let summary = before;
  for (const { event, at } of recorded) {
    if (event.type === "run-started") {
      summary = {
        run: event.run,
        plan: event.plan.name,
        status: "running",
        startedAt: at,
        updatedAt: at,
      };
    } else if (summary) {
      summary = { ...summary, updatedAt: at, status: statusAfter(event.type, summary.status) };
    }
  }
  return summary;
}

function statusAfter(
  type: Recorded["event"]["type"],
  before: RunSummary["status"],
): RunSummary["status"] {
  switch (type) {
    case "run-resumed":
    case "retry-requested":
    case "restart-requested":
      return "running";
    case "run-paused":
      return "paused";
    case "run-blocked":
      return "blocked";
    case "run-waiting":
      return "waiting";
    case "rolled-back":
      return "paused";

    case "run-completed":
      return "completed";
    case "run-failed":
      return "failed";
    case "run-aborted":
      return "aborted";
    case "gate-rejected":
      return before === "waiting" ? "paused" : before;
    default:
      return before;
  }
}

/** The order of `list`: the newest first, and one that does not change between two that began together. */
export const newestFirst = (a: RunSummary, b: RunSummary): number =>
  b.startedAt - a.startedAt || (a.run < b.run ? 1 : -1);
