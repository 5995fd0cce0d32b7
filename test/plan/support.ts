import * as fc from "fast-check";

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
