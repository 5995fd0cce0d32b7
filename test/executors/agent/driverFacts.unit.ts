import { expect, test } from "vitest";
import { DRIVERS } from "../../../src/core/agent.ts";
import { DRIVER_FACTS } from "../../../src/core/driverFacts.ts";
import { aboutOf } from "../../../src/executors/agent/drivers/abouts.ts";
import { driverOf } from "../../../src/executors/agent/drivers/index.ts";

test.each(DRIVERS)("what plans are told of %s is what it declares", (name) => {
  const { cost, mcp, permissions, usage } = driverOf(name).capabilities;
  const { program, home, ...facts } = DRIVER_FACTS[name];
  // Of agents that speak ACP some tell their cost and some do not: the driver passes on what it is told.
  expect(facts).toEqual({
    cost: name === "acp" ? "unknown" : cost,
    mcp,
    tokens: usage !== "none",
    permissions,
  });
  // A folder outside the person's home is not what a sandbox may open to the agent.
  for (const folder of home ?? []) expect(folder).toMatch(/^\.[\w.-]+(\/[\w.-]+)*$/);
  expect(program).toBe(aboutOf(name)?.program);
});
