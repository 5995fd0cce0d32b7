import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ReadyQueue } from "../../src/core/readyQueue.ts";

const all = () => true;

function queueOf(...indexes: readonly number[]): ReadyQueue {
  const queue = new ReadyQueue();
  for (const index of indexes) queue.push(index);
  return queue;
}

test("gives the first in order, as often as it is asked", () => {
  const queue = queueOf(5, 1, 4, 2, 3);
  expect(queue.first(3, all)).toEqual([1, 2, 3]);
  expect(queue.first(3, all)).toEqual([1, 2, 3]);
  expect(queue.first(9, all)).toEqual([1, 2, 3, 4, 5]);
  expect(queue.first(0, all)).toEqual([]);
});

test("passes over what no longer counts, and what was put in twice", () => {
  const queue = queueOf(3, 1, 2, 1, 3);
  expect(queue.first(2, (index) => index !== 1)).toEqual([2, 3]);
  expect(queue.first(9, all)).toEqual([2, 3]);
});

test("is empty when new, and when cleared", () => {
  const queue = queueOf(1, 2);
  queue.clear();
  expect(queue.first(9, all)).toEqual([]);
  expect(queueOf().first(9, all)).toEqual([]);
});

test("is a sorted set, whatever is put in and whatever counts", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ push: fc.nat(50) }),
      fc.record({ first: fc.nat(10), modulo: fc.integer({ min: 1, max: 5 }) }),
    ),
  );
  fc.assert(
    fc.property(steps, (given) => {
      const queue = new ReadyQueue();
      let model: number[] = [];
      for (const step of given) {
        if ("push" in step) {
          queue.push(step.push);
          model = [...new Set([...model, step.push])].sort((a, b) => a - b);
          continue;
        }
        const counts = (index: number) => index % step.modulo === 0;
        const expected = model.filter(counts).slice(0, step.first);
        expect(queue.first(step.first, counts)).toEqual(expected);
        // What was met and did not count is gone: entries are dropped for good.
        const last = expected.length === step.first ? (expected.at(-1) ?? -1) : Infinity;
        model = model.filter((index) => index > last || counts(index));
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});
