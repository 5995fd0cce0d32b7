import { cutAtWord } from "./cutAtWord.ts";
import { SUMMARY_LENGTH } from "./report.ts";
import type { Report } from "./report.ts";
import { reach } from "./reach.ts";
import type { PhaseState, TaskState } from "./run.ts";

/** The most of a summary of one task, of a phase, and of all tasks of a phase together, in characters. */
export const SUMMARY_LENGTHS = { task: SUMMARY_LENGTH, phase: 300, aggregate: 800 } as const;

const BETWEEN = "; ";

/** With less than this of each, summaries say nothing any more: then the first are shown. */
const LEAST = 40;

/** What an agent reported last of its work on a task; undefined where it reported nothing. */
export const reportOf = ({ attempts, round }: TaskState): Report | undefined =>
  attempts.findLast((each) => each.round === round && each.account?.report)?.account?.report;

export const summaryOfTask = (task: TaskState): string | undefined => reportOf(task)?.summary;

/** What the tasks of a phase came to, all together; undefined where nobody said anything. */
export const aggregateOf = ({ tasks }: PhaseState): string | undefined =>
  together(tasks, SUMMARY_LENGTHS.aggregate);

/** The same of the tasks of its own phase that a task has waited for. */
export function aggregateBefore(task: TaskState): string | undefined {
  const before = reach(task.dependencies, (each) => each.dependencies);
  const those = task.phase.tasks.filter((each) => before.has(each));
  return together(those, SUMMARY_LENGTHS.aggregate);
}

function together(tasks: readonly TaskState[], most: number): string | undefined {
  const said = tasks.flatMap((each) => summaryOfTask(each) ?? []);
  return said.length === 0 ? undefined : joinSummaries(said, most);
}

/** The same in short. */
export const summaryOfPhase = ({ tasks }: PhaseState): string | undefined =>
  together(tasks, SUMMARY_LENGTHS.phase);

/**
 * Summaries on one line of at most `most` characters. Where they do not fit, each is cut to a fair share: what short ones
 * leave over goes to the long ones, so that all are heard.
 */
export function joinSummaries(said: readonly string[], most: number): string {
  const whole = said.join(BETWEEN);
  if (lengthOf(whole) <= most) return cutAtWord(whole, most);
  const share = shareOf(said.map(lengthOf), most - BETWEEN.length * (said.length - 1));
  if (share < LEAST) return cutAtWord(whole, most);
  return cutAtWord(said.map((each) => cutAtWord(each, share)).join(BETWEEN), most);
}

/** How long each may be, so that all together are no longer than `room`. */
function shareOf(lengths: readonly number[], room: number): number {
  const [...rest] = lengths.toSorted((a, b) => a - b);
  let left = room;
  for (const [at, length] of rest.entries()) {
    const share = Math.floor(left / (rest.length - at));
    if (length > share) return share;
    left -= length;
  }
  return room;
}

const lengthOf = (text: string): number => Array.from(text).length;
