import type { Plan } from "./plan.ts";

/**
 * Files and folders that Pawl keeps as views of the run, relative to the plan's folder. They are nobody's work: they
 * change while the run goes on, whatever its tasks do.
 */
export function viewsOf({ mirror }: Plan): string[] {
  const paths = [mirror?.status, mirror?.progress?.path, mirror?.state, mirror?.details];
  return paths.filter((each) => each !== undefined);
}
