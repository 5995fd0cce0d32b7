import { expect, expectTypeOf, test } from "vitest";
import * as pawl from "../src/index.ts";

test("the public names are these", () => {
  expect(Object.keys(pawl).sort()).toEqual([
    "PawlError",
    "jsonStore",
    "memoryStore",
    "openEngine",
    "parsePlan",
    "readPlan",
    "replay",
    "statusView",
  ]);
});

test("the public types are these", () => {
  expectTypeOf(pawl.jsonStore).toEqualTypeOf<(folder: string) => pawl.Store>();
  expectTypeOf(pawl.memoryStore).toEqualTypeOf<() => pawl.Store>();
  expectTypeOf(pawl.readPlan).returns.resolves.toEqualTypeOf<pawl.PlanReading>();
  expectTypeOf<pawl.PlanReading["plan"]>().toEqualTypeOf<pawl.Plan | undefined>();
  expectTypeOf<ReturnType<typeof pawl.openEngine>>().toExtend<pawl.Engine>();
  expectTypeOf<pawl.Engine["start"]>().parameters.toEqualTypeOf<[pawl.Plan, pawl.StartOptions]>();
  expectTypeOf<pawl.Driving["finished"]>().resolves.toEqualTypeOf<pawl.Run>();
  expectTypeOf(pawl.replay).returns.toEqualTypeOf<pawl.Run | undefined>();
  expectTypeOf(pawl.statusView).returns.toEqualTypeOf<pawl.StatusView>();
  expectTypeOf<pawl.RunStatus>().toEqualTypeOf<
    | "running"
    | "waiting"
    | "blocked"
    | "paused"
    | "completed"
    | "failed"
    | "aborted"
    | "budget-exceeded"
  >();
});
