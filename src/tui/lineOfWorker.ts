import type { Run } from "../core/run.ts";
import { findTask } from "../core/run.ts";
import { oneLine } from "../views/safeText.ts";
import { taskLabel } from "../views/words.ts";
import { workerText } from "../views/workers.ts";
import type { Line, Of } from "./line.ts";

/** What workers are asked for, and what each found out. */
export function workerLine(event: Of<"workers-requested" | "worker-ended">, run: Run): Line {
  const about = taskLabel(findTask(run, event.phase, event.task));
  if (event.type === "workers-requested")
    return { about, text: `asks for ${workerText(event)}`, tone: "quiet" };
  const tone = event.status === "failed" && !event.again ? "warn" : "quiet";
  return { about, text: `worker ${oneLine(workerText(event))}`, tone };
}
