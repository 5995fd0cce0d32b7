import type { AttemptResult } from "../core/result.ts";
import type { TaskState } from "../core/run.ts";

/**
 * What becomes of an attempt of a task that a person does: the first asks them, and the one that follows their answer
 * takes their word for it. Undefined for tasks that Pawl has carried out.
 */
export function byPerson(
  { spec, attempts, round }: TaskState,
  attempt: number,
): AttemptResult | undefined {
  if (spec.kind !== "manual") return undefined;
  const before = attempts.findLast((each) => each.number < attempt && each.round === round);
  if (before?.failure?.class === "blocked") return { type: "succeeded" };
  const flags = [{ type: "manual", text: spec.instructions }];
  return {
    type: "failed",
    failure: { class: "blocked", message: `a person is to do it: ${spec.instructions}` },
    account: { flags },
  };
}
