import type { Event, Recorded } from "../../core/events.ts";
import type { PhaseId } from "../../core/ids.ts";
import { isoTime } from "../duration.ts";

/**
 * `progress.log` of each phase as seed 003 has it: a fold of the journal, so that no crash can take a line out of it.
 * What is done again is told again.
 */
export class ProgressLog {
  readonly #lines = new Map<PhaseId, string[]>();
  /** Tasks that have begun and not settled: further attempts of theirs are no news. */
  readonly #begun = new Set<string>();

  add({ at, event }: Recorded): void {
    const line = this.#lineOf(event);
    if (line === undefined || !("phase" in event)) return;
    const lines = this.#lines.get(event.phase) ?? [];
    lines.push(`${isoTime(at)} ${line}\n`);
    this.#lines.set(event.phase, lines);
  }

  /** Empty where nothing of the phase has happened. */
  textOf(phase: PhaseId): string {
    return (this.#lines.get(phase) ?? []).join("");
  }

  #lineOf(event: Event): string | undefined {
    switch (event.type) {
      case "phase-started":
        return "PHASE_START";
      case "phase-completed":
      case "phase-imported":
        return "PHASE_COMPLETE";
      case "attempt-started": {
        const task = addressOf(event);
        if (this.#begun.has(task)) return undefined;
        this.#begun.add(task);
        return `TASK_START:${event.task}`;
      }
      case "task-completed":
        this.#begun.delete(addressOf(event));
        return `TASK_DONE:${event.task}`;
      case "task-failed":
      case "task-cancelled":
        this.#begun.delete(addressOf(event));
        return `TASK_FAIL:${event.task}`;
      case "task-skipped":
        this.#begun.delete(addressOf(event));
        return undefined;
      case "rolled-back":
      case "restart-requested":
        this.#forget(event.phases);
        return undefined;
      case "gate-rejected":
      case "rebuild-requested":
        this.#forget([event.phase]);
        return undefined;
      // Bookkeeping that the document does not know of.
      default:
        return undefined;
    }
  }

  /** What they had begun is begun anew. */
  #forget(phases: readonly PhaseId[]): void {
    for (const task of this.#begun)
      if (phases.some((each) => task.startsWith(`${each}/`))) this.#begun.delete(task);
  }
}

const addressOf = ({ phase, task }: { readonly phase: string; readonly task: string }): string =>
  `${phase}/${task}`;
