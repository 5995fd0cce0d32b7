import type { ToldByTests } from "../../core/result.ts";
import type { CheckOf, Found } from "./context.ts";

/**
 * What came of a command of which it is known what it is for, in words for a person: how many tests failed, how many
 * errors of types there are. A run of no test at all has not passed.
 */
export function inOwnWords(
  ready: NonNullable<CheckOf<"run">["ready"]>,
  found: Found,
  told: ToldByTests | undefined,
): Found {
  if (ready === "types-clean") return typesIn(found, told?.typeErrors);
  const { passed = 0, failed = 0 } = told?.tests ?? {};
  if (found.passed) {
    if (told?.isEmpty) return { ...found, passed: false, text: "no test was run" };
    return told?.tests ? { ...found, text: `${counted(passed, "test")} passed` } : found;
  }
  return failed > 0 ? { ...found, text: `${counted(failed, "test")} failed` } : found;
}

function typesIn(found: Found, errors: number | undefined): Found {
  if (found.passed) return { ...found, text: "no type errors" };
  return errors === undefined ? found : { ...found, text: counted(errors, "type error") };
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? "" : "s"}`;
