import { expect, test } from "vitest";
import { secretsFor } from "../../src/core/planSecrets.ts";
import { phase, plan, task } from "./plans.ts";

test("values of secret variables: of the host, and of the plan, also under another name", () => {
  const host = { HOST_TOKEN: "from-host", OTHER: "renamed-value", HOME: "not-secret" };
  const given = {
    ...plan([
      {
        ...phase("a", [
          task("x", { env: { TASK_TOKEN: "of-the-task", RENAMED_KEY: { pass: "OTHER" } } }),
        ]),
        env: { PHASE_PASSWORD: "of-the-phase", PLAIN: "not-secret" },
      },
    ]),
    env: {
      PLAN_SECRET: "of-the-plan",
      GONE_TOKEN: { pass: "NOT_THERE" },
      WORKED_KEY: { from: "1" },
    },
  };
  expect([...secretsFor(given, host)].sort()).toEqual([
    "from-host",
    "of-the-phase",
    "of-the-plan",
    "of-the-task",
    "renamed-value",
  ]);
});
