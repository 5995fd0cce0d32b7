import type { PhaseState, Run } from "../../core/run.ts";

/**
 * A phase's name as its author wrote it, where a file may be called so and no other phase is: a list of tasks numbers
 * its phases, and a number is no id of ours.
 */
export function nameOfPhase(run: Run, { spec }: PhaseState): string {
  const { id, title } = spec;
  if (title === undefined || !FILE_NAME.test(title)) return id;
  const alike = run.phases.filter((each) => each.spec.title === title || each.spec.id === title);
  return alike.length === 1 ? title : id;
}

const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
