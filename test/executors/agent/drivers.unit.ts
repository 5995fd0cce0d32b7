import { describe, expect, it } from "vitest";
import { DRIVERS } from "../../../src/core/agent.ts";
import { DRIVER_FACTS } from "../../../src/core/driverFacts.ts";
import { driverOf, lineDriverOf } from "../../../src/executors/agent/drivers/index.ts";

describe("the drivers", () => {
  it.each(DRIVERS)("%s can do what plans are told of it", (name) => {
    const { capabilities, program } = driverOf(name);
    const facts = DRIVER_FACTS[name];
    expect([...capabilities.permissions].sort()).toEqual([...facts.permissions].sort());
    expect([capabilities.cost, "unknown"]).toContain(facts.cost);
    if (facts.program !== undefined) expect(program).toBe(facts.program);
  });

  it("write lines, but for the one that holds a conversation", () => {
    expect(DRIVERS.filter((name) => lineDriverOf(name) === undefined)).toEqual(["acp"]);
    for (const name of DRIVERS) expect(driverOf(name).name).toBe(name);
  });
});
