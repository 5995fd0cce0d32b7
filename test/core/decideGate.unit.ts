import { describe, expect, test } from "vitest";
import { decide } from "../../src/core/decide.ts";
import type { Request } from "../../src/core/requests.ts";
import { approves, DIGEST, gated, waitsForApproval } from "../views/gated.ts";
import { given } from "../views/given.ts";
import { ann } from "./plans.ts";

const HOUR = 3_600_000;

const waiting = (then: "reject" | "escalate", waited: number) =>
  waitsForApproval(given(gated({ timeout: { afterMs: HOUR, then } }))).after(waited);

const approval: Request = {
  type: "approve",
  phase: "build",
  approval: { phrase: "proceed to ship", digest: DIGEST },
  by: ann,
};

describe("an approval", () => {
  test("that comes when its time is over is refused where the plan then rejects, though nobody drove the run", () => {
    const { is, now } = waiting("reject", HOUR);
    expect(decide(is, approval, now)).toMatchObject({
      code: "not-waiting",
      text: "the time to approve build, 1h, is over: it is sent back as soon as the run goes on; pawl resume r-1",
    });
  });

  test.each([
    ["in time", "reject", HOUR - 1],
    ["late, where somebody is told only", "escalate", HOUR],
  ] as const)("that comes %s counts", (_when, then, waited) => {
    expect(approves(waiting(then, waited)).is.phases[0]!.status).toBe("completed");
  });
});
