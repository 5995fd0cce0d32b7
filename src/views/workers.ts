import type { Event } from "../core/events.ts";
import { listed, plural } from "./words.ts";

type WorkerEvent = Extract<Event, { type: `worker-${string}` | `workers-${string}` }>;

/** What an event of workers says besides its type and its task. */
export function workerText(event: WorkerEvent): string {
  switch (event.type) {
    case "workers-requested": {
      const ids = listed(
        event.workers.map((each) => each.id),
        5,
      );
      const asker = event.asker === undefined ? "" : ` for worker ${event.asker.worker}`;
      return `${plural(event.workers.length, "worker")}${asker}: ${ids}`;
    }
    case "worker-started":
      return [event.worker, ...(event.host === undefined ? [] : [`on ${event.host}`])].join(", ");
    case "worker-ended":
      return `${event.worker} ${event.again ? "was not started, and is begun again" : `${event.status}: ${event.summary}`}`;
    case "workers-answered":
      return `batch ${event.batch}`;
  }
}
