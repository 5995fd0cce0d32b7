import type { TaskState } from "../core/run.ts";
import { addUsage } from "../core/usage.ts";
import type { Usage } from "../core/usage.ts";

/** What a session has told so far, in whichever attempts of the task's phase. */
export function toldBy({ phase }: TaskState, session: string): { readonly usage?: Usage } {
  const told = phase.tasks
    .flatMap((each) => each.attempts)
    .flatMap(({ account }) =>
      account?.session === session && account.usage ? [account.usage] : [],
    );
  return told.length === 0 ? {} : { usage: told.reduce(addUsage) };
}
