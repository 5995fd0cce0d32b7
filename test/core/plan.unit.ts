import { describe, expect, test } from "vitest";
import { ID_PATTERN, phaseId, runId, taskAddress, taskId } from "../../src/core/ids.ts";
import { attemptFolder, attemptMarker, runFolder } from "../../src/core/paths.ts";
import { settingsOf } from "../../src/core/plan.ts";
import { plan, task, tries } from "./plans.ts";

describe("ids", () => {
  test.each(["a", "_", "Build-1.2_x", "Z9"])("%s is one", (id) => expect(id).toMatch(ID_PATTERN));

  test.each(["", ".", "..", "1a", "-a", "a/b", "a b", "a@1", "ä", "a\n", "../a"])(
    "%j is none, and so never climbs out of a folder",
    (id) => expect(id).not.toMatch(ID_PATTERN),
  );
});

test("folders and markers of runs and attempts", () => {
  const [phase, id] = [phaseId("a"), taskId("x")];
  expect(taskAddress(phase, id)).toBe("a/x");
  expect(runFolder(runId("r-1"))).toBe("runs/r-1");
  expect(attemptFolder(phase, id, 2)).toBe("attempts/a/x@2");
  expect(attemptMarker(runId("r-1"), phase, id, 2)).toBe("r-1/a/x@2");
});

test("a task's own settings go before the plan's defaults, one by one", () => {
  const base = plan([]);
  expect(settingsOf(base, task("x"))).toEqual(base.defaults);
  const own = {
    timeoutMs: 1,
    retry: tries(7),
    cwd: "src",
    continueOnError: true,
    maxOutputBytes: 2,
    graceMs: 3,
  };
  expect(settingsOf(base, task("x", own))).toEqual(own);
  expect(settingsOf(base, task("x", { timeoutMs: 5 }))).toEqual({ ...base.defaults, timeoutMs: 5 });
});
