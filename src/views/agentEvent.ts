import type { AgentEvent } from "../core/agentEvent.ts";
import type { FailureClass } from "../core/failure.ts";
import { cutLine } from "./cutLine.ts";
import { formatUntil } from "./duration.ts";
import { oneLine, safeText } from "./safeText.ts";
import { toolCallLine } from "./toolCall.ts";
import { usageText } from "./usageText.ts";

/** Lines that are shown of what a tool answered, and of a question. */
const RESULT_LINES = 6;
const QUESTION_LINES = 20;
/** Of a longer text only so much is looked at for the few lines that are shown of it. */
const LOOKED_AT = 20_000;

/**
 * An event of an agent as a person reads it: no line, or some. What an agent says is given whole; all else is cut.
 * Nothing in the lines moves a cursor or changes the direction of text.
 * @param now milliseconds since 1970, for "in 12m"
 */
export function renderAgentEvent(event: AgentEvent, now: number): string[] {
  switch (event.type) {
    case "started":
      return [started(event.model, event.session)];
    case "text":
      return textLines(event.text);
    case "tool-call":
      return [toolCallLine(event.tool, event.input)];
    case "tool-result":
      return resultLines(event.ok, event.text);
    case "file-change":
      return [cutLine(`${CHANGES[event.change]} ${oneLine(event.path)}`)];
    case "usage":
      return [`used ${usageText(event.usage)}`];
    case "rate-limited":
      return [said("limit reached", event.text, untilOf(event.until, now))];
    case "retrying": {
      const count = event.of === undefined ? `${event.try}` : `${event.try} of ${event.of}`;
      return [said(`the agent tries again (${count})`, event.text)];
    }
    case "question":
      return indented("asks: ", event.text, QUESTION_LINES);
    case "denied":
      return [said(`not allowed: ${cutLine(oneLine(event.tool), 60)}`, event.text)];
    case "result":
      return [said("done", event.text)];
    case "error":
      return [said(`error${CLASSES[event.class]}`, event.text, untilOf(event.until, now))];
  }
}

const CHANGES = { add: "added", update: "changed", delete: "deleted" } as const;

/** The class, only where it says more than that something failed. */
const CLASSES: Readonly<Record<FailureClass, string>> = {
  transient: "",
  "rate-limited": " (limit reached)",
  "timed-out": " (timed out)",
  lost: " (lost)",
  "invalid-artifact": " (invalid artifact)",
  blocked: " (blocked)",
  "not-accepted": " (not accepted)",
  "claim-refuted": " (claim refuted)",
  "out-of-bounds": " (out of bounds)",
  fatal: " (fatal)",
};

function started(model: string | undefined, session: string | undefined): string {
  const parts = [
    ...(model === undefined ? [] : [`model ${cutLine(oneLine(model), 80)}`]),
    ...(session === undefined ? [] : [`session ${cutLine(oneLine(session), 80)}`]),
  ];
  return parts.length === 0 ? "agent started" : `agent started: ${parts.join(", ")}`;
}

const untilOf = (until: number | undefined, now: number): string =>
  until === undefined ? "" : `; until ${formatUntil(until, now)}`;

/** `what: text`, the text cut so that what comes after it is always seen. */
function said(what: string, text: string, after = ""): string {
  const line = oneLine(text.slice(0, LOOKED_AT));
  return `${line === "" ? what : cutLine(`${what}: ${line}`)}${after}`;
}

function textLines(text: string): string[] {
  const lines = safeText(text).trimEnd().split("\n");
  return lines.length === 1 && lines[0] === "" ? [] : lines;
}

function resultLines(ok: boolean, text: string): string[] {
  if (textLines(text.slice(0, LOOKED_AT)).length === 0) return ok ? [] : ["  failed"];
  return indented(ok ? "  " : "  failed: ", text, RESULT_LINES);
}

/** The first lines, under each other, and how many there are besides. */
function indented(start: string, text: string, most: number): string[] {
  const lines = textLines(text.slice(0, LOOKED_AT));
  const all = text.length > LOOKED_AT ? countLines(text) : lines.length;
  const indent = " ".repeat(Math.min(start.length, 2));
  const shown = lines
    .slice(0, most)
    .map((line, at) => cutLine(`${at === 0 ? start : indent}${line}`));
  const left = all - shown.length;
  if (shown.length === 0) return [start.trim()];
  return left > 0 ? [...shown, `${indent}… ${left} more ${left === 1 ? "line" : "lines"}`] : shown;
}

const countLines = (text: string): number => text.trimEnd().split("\n").length;
