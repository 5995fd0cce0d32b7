import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Findings } from "../../../src/plan/findings.ts";
import { readText } from "../../../src/plan/syntax/read.ts";
import { link } from "../../../src/plan/taskList/link.ts";
import type { LinkedPhase } from "../../../src/plan/taskList/link.ts";
import { readList } from "../../../src/plan/taskList/listed.ts";
import { everyTime } from "../support.ts";

interface Made {
  readonly list: object;
  /** By task, what it depends on. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
}

/** Lists of a few phases whose tasks depend on any others, by either word. */
const lists: fc.Arbitrary<Made> = fc
  .array(fc.array(fc.array(fc.nat(11), { maxLength: 3 }), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((phases) => fc.tuple(fc.constant(phases), fc.boolean()))
  .map(([phases, older]) => {
    const count = phases.flat().length;
    const needs = new Map<string, string[]>();
    const made = phases.map((tasks, at) => ({
      id: `p${at}`,
      tasks: tasks.map((on) => {
        const id = `t${needs.size}`;
        needs.set(id, [...new Set(on.map((each) => `t${each % count}`))]);
        return { id, title: id, [older ? "depends_on" : "dependencies"]: needs.get(id) };
      }),
    }));
    return { list: { [older ? "features" : "phases"]: made }, needs };
  });

function linked({ list }: Made): {
  readonly phases: readonly LinkedPhase[];
  readonly errors: number;
} {
  const findings = new Findings(JSON.stringify(list), "tasks.json");
  const read = readList(readText(findings.text, findings), findings);
  return { phases: link(read!, findings), errors: findings.errors };
}

/** Whether things wait for each other in a circle, themselves included. */
function hasCycle(needs: ReadonlyMap<string, readonly string[]>): boolean {
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (needs.get(from) ?? []).some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  return [...needs.keys()].some((each) => reaches(each, each));
}

test("tasks wait for tasks of their phase, phases for the phases of the others; circles are errors", () => {
  const held = everyTime(lists, (made) => {
    const { phases, errors } = linked(made);
    const homes = new Map(
      phases.flatMap((phase) => phase.tasks.map(({ name }) => [name, phase.name])),
    );
    const ofPhases = new Map<string, readonly string[]>();
    for (const phase of phases) {
      const written = phase.tasks.flatMap(({ name }) =>
        made.needs.get(name)!.map((on) => homes.get(on)!),
      );
      const outside = new Set(written.filter((home) => home !== phase.name));
      const names = phase.needs.filter((need) => !need.implied).map(({ name }) => name);
      expect(new Set(names)).toEqual(outside);
      ofPhases.set(phase.name, [...outside]);
      for (const task of phase.tasks)
        expect(task.needs.map(({ name }) => name)).toEqual(
          made.needs
            .get(task.name)!
            .filter((on) => homes.get(on) === phase.name && on !== task.name),
        );
    }
    const inPhases = new Map(
      [...made.needs].map(([name, on]) => [
        name,
        on.filter((each) => homes.get(each) === homes.get(name)),
      ]),
    );
    expect(errors > 0).toBe(hasCycle(ofPhases) || hasCycle(inPhases));
  });
  expect(held).toBe("held");
});
