import { checksKept } from "../guards/checksKept.ts";
import { testsKept } from "../guards/testsKept.ts";
import type { CheckContext, CheckOf, Found } from "./context.ts";

/** Compares what there is with what there was when the run began. */
export async function guardCheck(
  check: CheckOf<"guard">,
  { place, order }: CheckContext,
): Promise<Found> {
  const { compared } = place;
  if ("not" in compared) return { passed: false, text: compared.not };
  return check.guard === "tests-kept"
    ? testsKept(check, compared)
    : checksKept(check, compared, order);
}
