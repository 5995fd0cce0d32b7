import { expect, test } from "vitest";
import { DRIVERS } from "../../../src/core/agent.ts";
import { DRIVER_FACTS } from "../../../src/core/driverFacts.ts";
import { aboutOf } from "../../../src/executors/agent/drivers/abouts.ts";
import { lineDriverOf } from "../../../src/executors/agent/drivers/index.ts";
import { scripted } from "../../../src/executors/agent/drivers/scripted.ts";

const driverOf = (name: (typeof DRIVERS)[number]) =>
  name === "scripted" ? scripted : lineDriverOf(name);

test.each(DRIVERS.filter(driverOf))("what plans are told of %s is what it declares", (name) => {
  const { cost, permissions } = driverOf(name)!.capabilities;
  const { program: _program, ...facts } = DRIVER_FACTS[name];
  expect(facts).toEqual({ cost, permissions });
});

test("the programs that are looked for are those of the drivers", () => {
  expect(DRIVERS.filter(driverOf).length).toBeGreaterThan(7);
  for (const name of DRIVERS)
    expect([name, DRIVER_FACTS[name].program]).toEqual([name, aboutOf(name)?.program]);
});
