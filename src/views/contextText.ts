import type { ContextAction } from "../core/context.ts";
import type { Event } from "../core/events.ts";
import { formatCount } from "./usageText.ts";

type MeasuredEvent = Extract<Event, { type: "context-measured" }>;

const DONE: Readonly<Record<ContextAction, string>> = {
  none: "it goes on",
  warned: "it goes on",
  paused: "the run is paused",
  compacted: "the session is made compact first",
};

/** How full a session is, and what is done about it. */
export const contextText = (event: MeasuredEvent): string =>
  `${fullText(event)}; ${DONE[event.action]}`;

/** `its session with agent worker holds 170,000 of 200,000 tokens (85 %) of claude-…`, or why nobody knows. */
export function fullText(event: MeasuredEvent): string {
  const { agent, tokens, window, share, estimated } = event;
  const what = estimated ? `its prompt for agent ${agent}` : `its session with agent ${agent}`;
  if (share === undefined) return `how full ${what} is, is not known: ${whyUnknown(event)}`;
  const about = estimated ? "about " : "";
  const of = event.model === undefined ? "" : ` of ${event.model}`;
  return `${what} takes up ${about}${formatCount(tokens!)} of ${formatCount(window!)} tokens${of} (${percent(share)})`;
}

function whyUnknown({ tokens, window, model }: MeasuredEvent): string {
  const silent = "the agent does not tell how many tokens it holds";
  const named =
    model === undefined
      ? "nobody says which model it is"
      : `the window of ${model} is not known; "context: { windows: { ${model}: TOKENS } }" says it`;
  return [...(tokens === undefined ? [silent] : []), ...(window === undefined ? [named] : [])].join(
    ", and ",
  );
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
