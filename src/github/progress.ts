import { isPhaseSatisfied } from "../core/run.ts";
import type { Run } from "../core/run.ts";

/** How many phases are done, or were not needed, and how many there are. */
export const phaseFigures = (run: Run): { readonly done: number; readonly all: number } => ({
  done: run.phases.filter(isPhaseSatisfied).length,
  all: run.phases.length,
});

/** Phases done over phases, in whole per cent. */
export function percentOf(run: Run): number {
  const { done, all } = phaseFigures(run);
  return all === 0 ? 0 : Math.round((done / all) * 100);
}

/** The label that the issue should have; none before the first phase is done. */
export const labelOf = (run: Run, begin: string): string | undefined =>
  phaseFigures(run).done === 0 ? undefined : `${begin}:${percentOf(run)}%`;

/** Whether it is such a label, of whatever progress. GitHub makes no difference between capitals and small letters. */
export function isProgressLabel(name: string, begin: string): boolean {
  const start = `${begin}:`.toLowerCase();
  return name.toLowerCase().startsWith(start) && /^\d{1,3}%$/.test(name.slice(start.length));
}
