import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { everyTime, plan, told } from "./support.ts";

test("ids that are taken", () => {
  expect(
    told(
      plan(`  - { id: a, run: make }
  - id: b
    tasks:
      - { id: t, run: make }
      - { id: t, run: make }
  - { id: a, run: make }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:8:15  error  the task "t" is there twice, first in line 7
              - { id: t, run: make }
                      ^
        give one of them another name

    plan.yaml:9:11  error  the phase "a" is there twice, first in line 4
          - { id: a, run: make }
                  ^
        give one of them another name"
  `);
});

test("names that nothing has", () => {
  expect(
    told(
      plan(`  - { id: build, run: make }
  - id: test
    depends_on: biuld
    tasks:
      - { id: unit, run: make }
      - { id: lint, run: make, depends_on: [units, build, other, zzz] }
      - { id: alone, run: make, depends_on: [alone] }
  - id: deploy
    depends_on: [unit, deploy, tset]
    tasks:
      - { id: other, run: make, depends_on: something }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:6:17  error  there is no phase "biuld"
            depends_on: biuld
                        ^~~~~
        did you mean "build"?

    plan.yaml:9:45  error  there is no task "units"
              - { id: lint, run: make, depends_on: [units, build, other, zzz] }
                                                    ^~~~~
        did you mean "unit"?

    plan.yaml:9:52  error  there is no task "build"
              - { id: lint, run: make, depends_on: [units, build, other, zzz] }
                                                           ^~~~~
        "build" is a phase; let the phase "test" depend on "build"

    plan.yaml:9:59  error  there is no task "other"
              - { id: lint, run: make, depends_on: [units, build, other, zzz] }
                                                                  ^~~~~
        "other" is a task of the phase "deploy"; let the phase "test" depend on "deploy"

    plan.yaml:9:66  error  there is no task "zzz"
              - { id: lint, run: make, depends_on: [units, build, other, zzz] }
                                                                         ^~~
        there are: unit, alone

    plan.yaml:10:46  error  the task "alone" depends on itself
              - { id: alone, run: make, depends_on: [alone] }
                                                     ^~~~~
        take "alone" out of its "depends_on"

    plan.yaml:12:18  error  there is no phase "unit"
            depends_on: [unit, deploy, tset]
                         ^~~~
        "unit" is a task of the phase "test"; depend on that

    plan.yaml:12:24  error  the phase "deploy" depends on itself
            depends_on: [unit, deploy, tset]
                               ^~~~~~
        take "deploy" out of its "depends_on"

    plan.yaml:12:32  error  there is no phase "tset"
            depends_on: [unit, deploy, tset]
                                       ^~~~
        did you mean "test"?

    plan.yaml:14:45  error  there is no task "something"
              - { id: other, run: make, depends_on: something }
                                                    ^~~~~~~~~"
  `);
});

test("cycles, and what waits for them", () => {
  expect(
    told(
      plan(`  - { id: a, run: make, depends_on: [c] }
  - { id: b, run: make }
  - { id: c, run: make, depends_on: b }
  - { id: d, run: make }
  - { id: e, run: make, depends_on: [d] }
  - { id: f, run: make, depends_on: [] }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:38  error  these phases wait for one another in a cycle: a → c → b → a
          - { id: a, run: make, depends_on: [c] }
                                             ^
        "b" depends on "a" because it comes after it; "depends_on: []" undoes that

    plan.yaml:7:11  error  the phase "d" can never start: it waits for "c", which never settles
          - { id: d, run: make }
                  ^

    plan.yaml:8:38  error  the phase "e" can never start: it waits for "d", which never settles
          - { id: e, run: make, depends_on: [d] }
                                             ^"
  `);
  expect(
    told(
      plan(`  - id: p
    order: sequence
    tasks:
      - { id: a, run: make, depends_on: [b] }
      - { id: b, run: make }
      - { id: c, run: make }
      - { id: x, run: make, depends_on: [y] }
      - { id: y, run: make, depends_on: [z] }
      - { id: z, run: make, depends_on: [x, a, y] }
      - { id: self, run: make, depends_on: [self] }
      - { id: after, run: make, depends_on: [self] }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:7:42  error  these tasks wait for one another in a cycle: a → b → a
              - { id: a, run: make, depends_on: [b] }
                                                 ^
        "b" depends on "a" because it comes after it; "depends_on: []" undoes that

    plan.yaml:9:15  error  the task "c" can never start: it waits for "b", which never settles
              - { id: c, run: make }
                      ^

    plan.yaml:10:42  error  these tasks wait for one another in a cycle: x → y → z → x
              - { id: x, run: make, depends_on: [y] }
                                                 ^

    plan.yaml:13:45  error  the task "self" depends on itself
              - { id: self, run: make, depends_on: [self] }
                                                    ^~~~
        take "self" out of its "depends_on"

    plan.yaml:14:46  error  the task "after" can never start: it waits for "self", which never settles
              - { id: after, run: make, depends_on: [self] }
                                                     ^~~~"
  `);
});

test("a long cycle is shortened", () => {
  const tasks = Array.from(
    { length: 40 },
    (_, n) => `      - { id: t${n}, run: make, depends_on: t${(n + 1) % 40} }\n`,
  );
  expect(told(plan(`  - id: p\n    tasks:\n${tasks.join("")}`))).toMatchInlineSnapshot(`
    "plan.yaml:6:42  error  these tasks wait for one another in a cycle: t0 → t1 → t2 → t3 → t4 → t5 → t6 → t7 → … → t38 → t39 → t0
              - { id: t0, run: make, depends_on: t1 }
                                                 ^~"
  `);
});

test("what is for a failure of nothing", () => {
  expect(
    told(
      plan(`  - { id: a, run: make, when: failure }
  - id: b
    depends_on: []
    when: failure
    tasks:
      - { id: t, run: make, when: failure }
      - { id: u, run: make, when: failure, depends_on: t }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:11  error  the phase "a" can never run: it is for a failure, and depends on nothing that could fail
          - { id: a, run: make, when: failure }
                  ^
        give it a "depends_on"

    plan.yaml:5:9  error  the phase "b" can never run: it is for a failure, and depends on nothing that could fail
          - id: b
                ^
        give it a "depends_on"

    plan.yaml:9:15  error  the task "t" can never run: it is for a failure, and depends on nothing that could fail
              - { id: t, run: make, when: failure }
                      ^
        give it a "depends_on""
  `);
});

const graph = fc.integer({ min: 2, max: 25 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 60 }),
    back: fc.tuple(fc.nat(size - 1), fc.nat(size - 1)),
  }),
);

function codes(size: number, edges: readonly (readonly [number, number])[]): string[] {
  const items = Array.from({ length: size }, (_, n) => ({
    id: `t${n}`,
    run: "make",
    depends_on: edges.filter(([from]) => from === n).map(([, to]) => `t${to}`),
  }));
  const text = JSON.stringify({ pawl: 1, name: "x", phases: [{ id: "p", tasks: items }] });
  return parsePlan(text, { path: "p" }).diagnostics.map((each) => each.code);
}

test("a graph without cycles has none reported; one more edge that closes a cycle is reported", () => {
  type Case = { size: number; edges: [number, number][]; back: [number, number] };
  const check = ({ size, edges, back }: Case): void => {
    // Only edges to earlier tasks: no cycle is possible.
    const down = edges.filter(([from, to]) => from > to);
    expect(codes(size, down)).toEqual([]);
    const [low, high] = [Math.min(...back), Math.max(...back)];
    if (low === high) return;
    const closed = codes(size, [...down, [high, low], [low, high]]);
    expect(closed.filter((code) => code === "cycle")).toHaveLength(1);
  };
  expect(everyTime(graph, check)).toBe("held");
});

test("a chain of 20,000 does not overflow anything", () => {
  const phases = Array.from({ length: 20_001 }, (_, n) => ({ id: `p${n}`, run: "make" }));
  const text = JSON.stringify({ pawl: 1, name: "x", phases });
  expect(parsePlan(text, { path: "p" }).diagnostics).toEqual([]);
  const around = JSON.stringify({
    pawl: 1,
    name: "x",
    phases: [{ id: "q", run: "make", depends_on: "p20000" }, ...phases],
  });
  expect(parsePlan(around, { path: "p" }).diagnostics.map(({ message }) => message))
    .toMatchInlineSnapshot(`
      [
        "these phases wait for one another in a cycle: q → p20000 → p19999 → p19998 → p19997 → p19996 → p19995 → p19994 → … → p1 → p0 → q",
      ]
    `);
});

test("more tasks than a plan can hold", () => {
  const tasks = Array.from({ length: 100_001 }, (_, n) => ({ id: `t${n}`, run: "make" }));
  const text = JSON.stringify({ pawl: 1, name: "x", phases: [{ id: "p", tasks }] }, null, 1);
  expect(told(text)).toMatchInlineSnapshot(`
    "plan.yaml:4:2  error  100001 tasks are more than one plan can hold; at most 100000
         "phases": [
         ^~~~~~~~
        make several plans of it"
  `);
});

test("reads far up a long chain of tasks", () => {
  const tasks = Array.from({ length: 5_000 }, (_, n) => ({
    id: `t${n}`,
    run: "make",
    depends_on: n === 0 ? [] : [`t${n - 1}`],
    ...(n > 2 ? { env: { X: { from: `outputs.t${n >> 1}.x` } } } : {}),
  }));
  expect(told(JSON.stringify({ pawl: 1, name: "x", phases: [{ id: "p", tasks }] }))).toBe("fine");
});
