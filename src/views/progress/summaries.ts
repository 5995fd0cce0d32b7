import { cutAtWord } from "../../core/cutAtWord.ts";
import type { PhaseState, Run, TaskState } from "../../core/run.ts";
import { isFailure } from "../../core/run.ts";

/** How much of what tasks say of themselves is passed on, in characters. */
const OF_PHASE = 300;
const OF_RUN = 800;

/** What the tasks of a phase say that they did; undefined where they say nothing. */
export function summaryOfPhase(phase: PhaseState): string | undefined {
  const said = phase.tasks.flatMap((each) => summaryOf(each) ?? []);
  return said.length === 0 ? undefined : cutAtWord(said.join("; "), OF_PHASE);
}

const summaryOf = ({ attempts }: TaskState): string | undefined =>
  attempts.findLast((each) => each.account?.report)?.account?.report?.summary;

/** Why a phase has failed. */
export function failureOfPhase({ message, tasks }: PhaseState): string {
  if (message !== undefined) return cutAtWord(message, OF_PHASE);
  const failed = tasks
    .filter(isFailure)
    .map(({ spec, message: why }) => `${spec.id}: ${why ?? "failed"}`);
  return failed.length === 0 ? "it failed" : cutAtWord(failed.join("; "), OF_PHASE);
}

/** What a run that has ended came to. */
export function summaryOfRun(run: Run): string {
  const done = run.phases.filter((each) => each.status === "completed").length;
  const failed = run.phases.find((each) => each.status === "failed");
  const first = failed
    ? `Failed at phase ${failed.spec.id}: ${failureOfPhase(failed)}`
    : done === run.phases.length
      ? `All ${done} phases completed successfully`
      : `${done} of ${run.phases.length} phases completed; the run is ${run.status}`;
  const said = run.phases.flatMap((each) => summaryOfPhase(each) ?? []);
  return cutAtWord([first, ...said].join(". "), OF_RUN);
}
