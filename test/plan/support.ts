import * as fc from "fast-check";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";

/** How often a property is tried; set PAWL_TEST_RUNS for a long look. */
export const RUNS = Number(process.env["PAWL_TEST_RUNS"] ?? 200);

/** "held", or the smallest value for which a property did not hold, and how it failed. */
export function everyTime<T>(
  values: fc.Arbitrary<T>,
  check: (value: T) => unknown,
  runs = RUNS,
): string {
  const property = fc.property(values, (value) => {
    check(value);
  });
  const details = fc.check(property, { numRuns: runs });
  if (!details.failed) return "held";
  return `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}`;
}

/** What a person reads of a plan: its errors and warnings, or the word "fine". */
export function told(text: string, path = "plan.yaml"): string {
  const { diagnostics, text: shown } = parsePlan(text, { path });
  return diagnostics.length === 0 ? "fine" : formatDiagnostics(diagnostics, shown);
}

/** A plan with this as its phases. */
export const plan = (phases: string): string => `pawl: 1\nname: a plan\nphases:\n${phases}`;
