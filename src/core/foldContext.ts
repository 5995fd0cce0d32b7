import { agentOf } from "./agentOf.ts";
import type { Event } from "./events.ts";
import type { Run, TaskState } from "./run.ts";

type MeasuredEvent = Extract<Event, { type: "context-measured" }>;

/** By what it is known again of which session, or of which prompt, something was said. */
export const keyOf = ({
  phase,
  task,
  agent,
  session,
  share,
}: Pick<MeasuredEvent, "phase" | "task" | "agent" | "share"> & {
  readonly session?: string | undefined;
}): string => {
  if (session !== undefined) return `session ${session}`;
  // That a model is not known holds for all that its agent begins.
  return share === undefined ? `agent ${agent}` : `prompt of ${phase}/${task}`;
};

/** Somebody was told how full a session is. */
export function foldContext(run: Run, event: MeasuredEvent): void {
  const { context } = run;
  if (event.action === "none") context.unknown.add(keyOf(event));
  if (event.action === "compacted" && event.session !== undefined)
    context.tooFull.add(event.session);
  if (event.action !== "paused") return;
  context.paused.add(keyOf(event));
  context.asked = event;
  context.pausing = true;
}

/** What an agent told is how the next one of its will be measured. */
export function keepTold(run: Run, task: TaskState): void {
  const usage = task.attempts.at(-1)?.account?.usage;
  if (!run.plan.context || !usage || usage.models.length === 0) return;
  const agent = agentOf(run, task);
  if (agent) run.context.told.set(agent.id, usage);
}
