import { agentOf } from "../core/agentOf.ts";
import { estimateTokens } from "../core/context.ts";
import type { Run, TaskState } from "../core/run.ts";
import { lastOfSameWork, originOf } from "../core/session.ts";
import type { Executor } from "../executors/port.ts";
import { orderFor } from "./order.ts";
import type { OrderContext } from "./order.ts";

/**
 * About how many tokens the prompt has with which an attempt would begin a session; undefined where it would begin
 * none, where nobody wants to know, or where it cannot be told: then the attempt itself says why.
 */
export function promptTokensOf(
  run: Run,
  task: TaskState,
  attempt: number,
  { executor, ...context }: OrderContext & { readonly executor: Executor },
): number | undefined {
  if (!run.plan.context || !executor.promptOf) return undefined;
  try {
    if (!agentOf(run, task)) return undefined;
    const { session } = originOf(run, task, lastOfSameWork(task, attempt));
    if (session !== undefined) return undefined;
    const prompt = executor.promptOf(orderFor(run, task, attempt, context));
    return prompt === undefined ? undefined : estimateTokens(prompt);
  } catch {
    return undefined;
  }
}
