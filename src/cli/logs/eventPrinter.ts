import type { AgentEventLine } from "../../core/agentEvent.ts";
import { isoTime } from "../../views/duration.ts";
import { taskLabel } from "../../views/words.ts";
import { printJsonLine, printNote } from "../print.ts";
import { linePrinter, of } from "./printer.ts";
import type { Printer, Source } from "./printer.ts";

/** Events of agents, a JSON document each, with the attempt that they are of. */
export const eventPrinter = (): Printer =>
  linePrinter(async (source, line) => {
    const event = parse(line.toString("utf8"));
    if (event) return printJsonLine(eventDocument(source, event));
    printNote(
      `a line of the events of ${taskLabel(source.task)}, attempt ${source.attempt}, cannot be read and is left out`,
    );
  }, Infinity);

function parse(text: string): AgentEventLine | undefined {
  try {
    const value = JSON.parse(text) as AgentEventLine | null;
    return typeof value?.at === "number" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What `pawl logs --events` prints of an event. */
export const eventDocument = (source: Source, event: AgentEventLine): Record<string, unknown> => ({
  ...of(source),
  ...event,
  at: isoTime(event.at),
  ...("until" in event && typeof event.until === "number" ? { until: isoTime(event.until) } : {}),
});
