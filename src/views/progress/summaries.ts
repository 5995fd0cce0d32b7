import { cutAtWord } from "../../core/cutAtWord.ts";
import { reasonOf } from "../../core/phaseReason.ts";
import type { PhaseState, Run } from "../../core/run.ts";
import { summaryOfPhase, SUMMARY_LENGTHS } from "../../core/summaries.ts";

/** Why a phase has failed. */
export const failureOfPhase = (phase: PhaseState): string =>
  cutAtWord(reasonOf(phase), SUMMARY_LENGTHS.phase);

/** What a run that has ended came to. */
export function summaryOfRun(run: Run): string {
  const done = run.phases.filter((each) => each.status === "completed").length;
  const failed = run.phases.find((each) => each.status === "failed");
  const first = failed
    ? `Failed at phase ${failed.spec.id}: ${failureOfPhase(failed)}`
    : done === run.phases.length
      ? `${done === 1 ? "The one phase" : `All ${done} phases`} completed successfully`
      : `${done} of ${run.phases.length} phases completed; the run is ${run.status}`;
  const said = run.phases.flatMap((each) => summaryOfPhase(each) ?? []);
  return cutAtWord([first, ...said].join(". "), SUMMARY_LENGTHS.aggregate);
}
