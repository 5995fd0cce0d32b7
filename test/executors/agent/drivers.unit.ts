import { expect, it } from "vitest";
import { DRIVERS } from "../../../src/core/agent.ts";
import { driverOf, lineDriverOf } from "../../../src/executors/agent/drivers/index.ts";

it("drivers are found by their names, and all but one write lines", () => {
  for (const name of DRIVERS) expect(driverOf(name).name).toBe(name);
  expect(DRIVERS.filter((name) => lineDriverOf(name) === undefined)).toEqual(["acp"]);
});
