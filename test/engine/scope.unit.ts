import { expect, test } from "vitest";
import { evolve } from "../../src/core/evolve.ts";
import { runId } from "../../src/core/ids.ts";
import type { Run } from "../../src/core/run.ts";
import { thisActor } from "../../src/engine/engine.ts";
import { scopeOf } from "../../src/engine/scope.ts";
import { evaluate } from "../../src/plan/expression.ts";
import { planOf, SOURCE } from "./rig.ts";

/** A run in which two tasks of the first phase have settled. */
function begun(): Run {
  const ids = ["scan", "unit-tests", "waiting", "last"];
  const plan = planOf([
    { id: "a", tasks: ids.map((id) => ({ id })) },
    { id: "b", tasks: [{ id: "other" }] },
  ]);
  const event = { type: "run-started", run: runId("r"), plan, source: SOURCE } as const;
  const more = { params: { n: 2 }, options: {}, by: thisActor(), version: "" };
  const run = evolve(undefined, { seq: 1, at: 0, event: { ...event, ...more } });
  const [scan, unit] = run.tasks;
  Object.assign(scan!, { status: "completed", outputs: { total: "3" } });
  Object.assign(unit!, { status: "failed", outputs: {} });
  return run;
}

test("an expression sees of its phase what an object of all of it would hold", () => {
  const run = begun();
  const last = run.tasks[3]!;
  const scope = scopeOf(run, last);
  const plain = {
    params: { n: 2 },
    outputs: { scan: { total: "3" }, "unit-tests": {} },
    tasks: {
      scan: { status: "completed" },
      "unit-tests": { status: "failed" },
      waiting: { status: last.status },
      last: { status: last.status },
    },
  };
  expect(Object.keys(scope["outputs"] as object)).toEqual(["scan", "unit-tests"]);
  const told = (source: string, of: Readonly<Record<string, unknown>>): unknown => {
    try {
      return evaluate(source, of);
    } catch (error) {
      return (error as Error).message;
    }
  };
  const values = [
    "int(outputs.scan.total) + params.n",
    'tasks["unit-tests"].status',
    "has(outputs.scan.total)",
    "has(outputs.last)",
    'outputs.?last.total.orValue("0")',
    'outputs["unit-tests"].?total.orValue("none")',
    '"scan" in outputs',
    '"last" in outputs',
    '"last" in tasks',
    '"other" in tasks',
    '"toString" in tasks',
    "size(outputs)",
    "tasks.all(each, tasks[each].status != '')",
    "tasks.filter(each, tasks[each].status == 'failed')",
    "outputs",
    "outputs == {'scan': {'total': '3'}, 'unit-tests': {}}",
    "outputs.last.total",
    "outputs.scan.totl",
    "tasks.other.status",
    "tasks.toString",
    "type(outputs)",
  ].map((source) => [source, told(source, scope), told(source, plain)]);
  for (const [source, seen, wanted] of values) expect([source, seen]).toEqual([source, wanted]);
  expect(values.map(([, seen]) => seen).slice(0, 4)).toEqual([5, "failed", true, false]);
});
