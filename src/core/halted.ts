import { isBusy, isFailure } from "./run.ts";
import type { PhaseState, TaskState } from "./run.ts";

/**
 * An agent in it failed for good (no sign-in, no such model, a tool that it may not use): nothing new is begun in the
 * phase, which cannot succeed any more, whatever the plan says of failures. Tried again, or passed over, it goes on.
 */
export const isHalted = ({ fatal }: PhaseState): boolean => fatal?.some(isFailure) ?? false;

/** Whether a task's failure is of that kind. */
export const isFatal = ({ spec, attempts }: TaskState): boolean =>
  spec.kind === "agent" && attempts.at(-1)?.failure?.class === "fatal";

/** Whether all that was begun in such a phase has ended. What a person must answer first is not waited for. */
export const hasHalted = (phase: PhaseState): boolean =>
  phase.status === "running" &&
  isHalted(phase) &&
  !phase.tasks.some(
    (each) =>
      (isBusy(each) && each.status !== "blocked") ||
      (each.ready && each.status === "pending" && isForFailure(each)),
  );

/** It is there for the case of failure, in its own words. */
export const isForFailure = ({ spec }: TaskState): boolean =>
  spec.when?.type === "failure" || spec.when?.type === "always";
