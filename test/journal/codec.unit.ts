import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { replay } from "../../src/core/replay.ts";
import { Chain } from "../../src/journal/chain.ts";
import { decodeLine, EMPTY, encodeBatch, EVENT_VERSION } from "../../src/journal/codec.ts";
import { upcast } from "../../src/journal/upcast.ts";
import type { Upcaster } from "../../src/journal/upcast.ts";
import { statusView } from "../../src/views/status.ts";

const FIXTURE = fileURLToPath(new URL("fixtures/events-v1.jsonl", import.meta.url));

/** Kept for ever: a journal that a released version wrote must open, whatever version reads it. */
test("a journal of version 1 opens, with every type of event that it had", () => {
  const lines = readFileSync(FIXTURE, "utf8").trimEnd().split("\n");
  const events = new Chain("fixture-20261121-aaaa", "the fixture").take(lines);
  expect(new Set(events.map((each) => each.event.type)).size).toBe(22);
  const run = replay(events)!;
  const view = statusView(run, 0);
  expect(view.status).toBe("aborted");
  expect(
    view.phases.map((phase) => [
      phase.id,
      phase.status,
      ...phase.tasks.map((task) => `${task.id} ${task.status} ${task.attempts}`),
    ]),
  ).toEqual([
    ["one", "completed", "a completed 1", "b skipped 0", "c failed 2"],
    ["two", "completed", "d completed 3"],
    ["three", "running", "e cancelled 2"],
  ]);
});

test("a journal of a newer version is refused in words", () => {
  const event: Event = { type: "run-completed" };
  const { text } = encodeBatch(EMPTY, [event], 0);
  const line = text.trimEnd();
  const newer = line
    .slice(line.indexOf('"prev"'))
    .replace(`"v":${EVENT_VERSION}`, `"v":${EVENT_VERSION + 1}`);
  const rehashed = `{"hash":"${sha256(newer)}",${newer}`;
  expect(decodeLine(rehashed, EMPTY)).toEqual({ newer: EVENT_VERSION + 1 });
  expect(() => new Chain("r-1", "x").take([rehashed])).toThrow(
    "the journal of run r-1 was written by a newer Pawl (events of version 4); update pawl to read it",
  );
});

test("an event of an older version is taken through each version up to this one", () => {
  const upcasters = new Map<number, Upcaster>([
    [1, (event) => ({ ...event, one: true })],
    [3, (event) => ({ ...event, three: true })],
  ]);
  const old = { type: "run-completed" } as Event;
  expect(upcast(old, 1, 4, upcasters)).toEqual({ type: "run-completed", one: true, three: true });
  expect(upcast(old, 2, 4, upcasters)).toEqual({ type: "run-completed", three: true });
  expect(upcast(old, 4, 4, upcasters)).toBe(old);
});

test("an event above the bound is refused, and says how large it is", () => {
  const message = "x".repeat(33 * 1024 * 1024);
  const event = {
    type: "task-failed",
    phase: "a",
    task: "b",
    message,
    tolerated: false,
  } as unknown as Event;
  expect(() => encodeBatch(EMPTY, [event], 0)).toThrow(
    "a task-failed event of 33 MiB is above the bound of 32 MiB; nothing was written",
  );
});

const sha256 = (text: string): string => hash("sha256", text);
