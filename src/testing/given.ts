import { deepStrictEqual, fail, strictEqual } from "node:assert/strict";
import { decide } from "../core/decide.ts";
import type { Actor, Event, Recorded, RunOptions } from "../core/events.ts";
import { runId } from "../core/ids.ts";
import type { Plan } from "../core/plan.ts";
import { replay } from "../core/replay.ts";
import type { Request } from "../core/requests.ts";
import { isRefusal } from "../core/result.ts";
import type { Params, Refusal, RefusalCode } from "../core/result.ts";
import type { Run } from "../core/run.ts";

/** What has happened before: a plan just started, or events, to which `seq` and `at` are added where they lack them. */
export type Past = Plan | readonly (Event | Recorded)[];

export interface Given {
  /** The run that the past adds up to; `undefined` for an empty past. */
  readonly run: Run | undefined;
  /** @param now milliseconds since 1970; 0 unless told */
  when(request: Request, now?: number): Outcome;
}

export interface Outcome {
  /** What `decide` gave. */
  readonly decided: readonly Event[] | Refusal;
  /** Exactly these events, in this order. Gives the run with them folded. */
  then(events: readonly Event[]): Run;
  /** Refused with this code, and with exactly this text where it is given. */
  thenRefused(code: RefusalCode, text?: string): void;
  /** Accepted, and nothing follows. */
  thenNothingHappened(): void;
}

/**
 * `given(past).when(request).then(events)`: a test of the pure core, with no journal and no clock.
 * @param past a plan, which is started, or a list of events
 * @param more events that follow it
 */
export function given(past: Past, more: readonly Event[] = []): Given {
  const recorded = record([...("phases" in past ? [started(past)] : past), ...more]);
  const run = replay(recorded);
  return { run, when: (request, now = 0) => outcome(recorded, decide(run, request, now), now) };
}

export const testActor: Actor = { user: "ann", host: "laptop", pid: 1 };

/** The first event of a run of this plan. */
export function started(
  plan: Plan,
  given: { readonly options?: RunOptions; readonly params?: Params } = {},
): Extract<Event, { type: "run-started" }> {
  return {
    type: "run-started",
    run: runId("run-1"),
    plan,
    source: { path: "/plans/plan.yaml", sha256: "0".repeat(64), dir: "/plans" },
    params: given.params ?? {},
    options: given.options ?? {},
    by: testActor,
    version: "0.0.0",
  };
}

/** Events with their places in a journal. */
export function record(events: readonly (Event | Recorded)[], after = 0, at = 0): Recorded[] {
  return events.map((each, index) =>
    "event" in each ? each : { seq: after + index + 1, at, event: each },
  );
}

function outcome(past: readonly Recorded[], decided: Event[] | Refusal, now: number): Outcome {
  return {
    decided,
    // oxlint-disable-next-line unicorn/no-thenable -- it reads given, when, then; nobody awaits it
    then(events) {
      if (isRefusal(decided)) fail(`refused, ${decided.code}: ${decided.text}`);
      deepStrictEqual(decided, events);
      return replay(record(decided, past.length, now), replay(past))!;
    },
    thenRefused(code, text) {
      if (!isRefusal(decided)) fail(`not refused: ${JSON.stringify(decided)}`);
      strictEqual(decided.code, code);
      if (text !== undefined) strictEqual(decided.text, text);
    },
    thenNothingHappened() {
      if (isRefusal(decided)) fail(`refused, ${decided.code}: ${decided.text}`);
      deepStrictEqual(decided, []);
    },
  };
}
