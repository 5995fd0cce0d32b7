import { setTimeout as sleep } from "node:timers/promises";
import { findTask, hasEnded, isSettled } from "../../core/run.ts";
import type { Run, TaskState } from "../../core/run.ts";
import type { RunId } from "../../core/ids.ts";
import { followRun } from "../followRun.ts";
import { printNote } from "../print.ts";
import { folderOfRun } from "../state.ts";
import type { State } from "../state.ts";
import type { Content } from "./content.ts";
import { Following } from "./following.ts";
import type { Printer } from "./printer.ts";

const EVERY_MS = 100;
/** It is asked whether anybody drives the run at each so many looks, as its journal cannot say that. */
const LOOKS_FOR_DRIVER = 10;

/** What to follow, and where to print it. */
export interface Wanted {
  readonly tasks: readonly TaskState[];
  /** This attempt of the one task, and no later one. */
  readonly attempt: number | undefined;
  readonly content: Content;
  readonly printer: Printer;
}

/**
 * Prints what tasks have written and go on writing, until they have settled, the run has ended, or nobody drives it
 * any more and nothing is left at work.
 * @param choose what to follow of the run as it is at first
 */
export async function follow(state: State, id: RunId, choose: (run: Run) => Wanted): Promise<void> {
  const begun: TaskState[] = [];
  const { run, follower, stop } = await followRun(state, id, (run) => ({
    wanted: choose(run),
    event: ({ event }, run) => {
      if (event.type === "attempt-started") begun.push(findTask(run, event.phase, event.task));
    },
    changed: () => {},
    note: printNote,
  }));
  const { tasks, attempt, content, printer } = follower.wanted;
  const wanted = new Set(tasks);
  const open = new Map<TaskState, Following>();
  begun.push(...tasks.filter((each) => each.attempts.length > 0));
  for (let look = 1; ; look++) {
    const isLast = hasEnded(run) || tasks.every(isSettled);
    for (const task of begun.splice(0)) {
      if (!wanted.has(task) || open.has(task)) continue;
      open.set(task, new Following(folderOfRun(state, id), run, task, content, attempt));
    }
    for (const [task, following] of open) {
      if (await following.print(printer)) open.delete(task);
    }
    if (isLast || (attempt !== undefined && open.size === 0)) break;
    if (look % LOOKS_FOR_DRIVER === 0 && (await isLeft(state, id, [...open.values()]))) {
      for (const following of open.values()) await following.finish(printer);
      printNote(
        `nobody drives the run, and what was under way has ended: pawl resume ${id} goes on`,
      );
      break;
    }
    await sleep(EVERY_MS);
  }
  stop();
}

async function isLeft(state: State, id: RunId, open: readonly Following[]): Promise<boolean> {
  if (await state.store.holder(id)) return false;
  for (const each of open) if (!(await each.hasEnded())) return false;
  return true;
}
