import type { CheckResult } from "../../core/gate.ts";
import { inShort } from "../inShort.ts";
import { make } from "./context.ts";
import type { CheckContext, CheckOf } from "./context.ts";
import { runCheck } from "./run.ts";

type Run = CheckOf<"run">;

const MOST_AT_ONCE = 4;

/**
 * The commands of a gate in the order of the plan, up to four side by side; one that wants to be alone waits for all
 * before it. Whoever changes a tracked file of the clean checkout has not passed.
 * @param mayChange paths that a check may write though they are tracked: reports
 */
export async function runChecks(
  checks: readonly Run[],
  context: CheckContext,
  mayChange: ReadonlySet<string>,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const group of groupsOf(checks)) {
    const made = await sideBySide(group, context);
    const { checkout } = context.place;
    const changed = ((await checkout?.changed()) ?? []).filter((path) => !mayChange.has(path));
    results.push(
      ...(changed.length === 0 ? made : made.map((each) => spoilt(each, made, changed))),
    );
  }
  return results;
}

function groupsOf(checks: readonly Run[]): Run[][] {
  const groups: Run[][] = [];
  let open = false;
  for (const check of checks) {
    if (open && !check.alone) groups.at(-1)!.push(check);
    else groups.push([check]);
    open = !check.alone;
  }
  return groups;
}

async function sideBySide(group: readonly Run[], context: CheckContext): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const waiting = [...group.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, check] = next;
      results[index] = await make(check, () => runCheck(check, context));
    }
  };
  await Promise.all(Array.from({ length: MOST_AT_ONCE }, worker));
  return results;
}

function spoilt(
  result: CheckResult,
  group: readonly CheckResult[],
  changed: readonly string[],
): CheckResult {
  const others = group.filter((each) => each !== result).map((each) => each.id);
  const what = `tracked files changed while it ran: ${inShort(changed)}`;
  const who =
    others.length === 0
      ? ""
      : `; it ran beside ${inShort(others)}, and "alone: true" would tell which of them did it`;
  const text = result.passed ? `${what}${who}` : `${result.text}; ${what}${who}`;
  return { ...result, passed: false, text };
}
