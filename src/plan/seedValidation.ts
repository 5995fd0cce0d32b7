import type { PhaseReading } from "./readPlan.ts";

/**
 * What seed 004's `validate` prints: whether all that a phase depends on exists, where it depends on something,
 * and whether its commands do; first the ones, then the others. A name that is taken twice is good if both are.
 */
export function seedValidation(phases: readonly PhaseReading[]): Readonly<Record<string, boolean>> {
  const found = new Map<string, boolean>();
  const add = (key: string, good: boolean) => found.set(key, good && found.get(key) !== false);
  for (const { name, dependencies } of phases)
    if (dependencies !== undefined) add(`${name}_deps`, dependencies);
  for (const { name, commands } of phases) add(`${name}_cmd`, commands);
  return Object.fromEntries(found);
}
