import type { CheckResult } from "../../core/gate.ts";
import type { CheckContext, CheckOf, Found } from "./context.ts";

/** An expression that must be true. @param before what the checks before it came to */
export async function thatCheck(
  check: CheckOf<"that">,
  { order, place, evaluate }: CheckContext,
  before: readonly CheckResult[],
): Promise<Found> {
  const evidence = {
    checks: Object.fromEntries(before.map((each) => [each.id, each])),
    tree: await place.tree(),
    ...(place.diff ? { diff: place.diff } : {}),
  };
  const value = evaluate(check.source, { ...order.scope, evidence });
  if (value === true) return { passed: true, text: `${check.source} is true` };
  if (value === false) return { passed: false, text: check.message ?? `${check.source} is false` };
  const found = value === null || Array.isArray(value) ? JSON.stringify(value) : typeof value;
  return { passed: false, text: `${check.source} must be true or false, and it is ${found}` };
}
