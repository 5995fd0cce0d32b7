import { expect, test } from "vitest";
import { planOf, rig, SOURCE } from "./rig.ts";

test.each([
  ["redis://ann:s3cret@box:6379/0", "redis://box:6379/0"],
  ["rediss://:s3/cr@et@box", "rediss://box"],
  ["redis://box/1", "redis://box/1"],
  ["sqlite:state.db", "sqlite:state.db"],
])("of the plan's state %s, %s is frozen: a journal holds no password", async (state, frozen) => {
  const r = rig();
  r.executor.answer = () => ({ type: "succeeded" });
  const plan = planOf([{ id: "a", tasks: [{ id: "x" }] }], { state });
  const driving = await r.engine.start(plan, { source: SOURCE });
  expect((await driving.finished).plan.state).toBe(frozen);
  expect((await r.store.lines(driving.run)).join("\n")).not.toContain("cret");
});
