import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import type { Plan } from "../../src/core/plan.ts";
import { proceed } from "../../src/core/proceed.ts";
import { recount } from "../../src/core/recount.ts";
import { replay } from "../../src/core/replay.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import {
  concurrencyOf,
  findTask,
  hasEnded,
  isPhaseSettled,
  isSettled,
} from "../../src/core/run.ts";
import type { PhaseState, Run } from "../../src/core/run.ts";
import { isOpenable, startable } from "../../src/core/startable.ts";
import { schedule } from "../../src/core/schedule.ts";
import { plans, results, steps } from "./arbitraries.ts";
import type { Step } from "./arbitraries.ts";
import { canonical } from "./canonical.ts";
import { abort, ann, answer, pause, resume, restart, retry, skip } from "./plans.ts";
import { Rig } from "./rig.ts";

const seeded = (numRuns: number) => ({ seed: 20_261_121, numRuns });

/** An expression comes out by its task's name, so that it is the same after a crash. */
const condition: Rig["condition"] = (task) => {
  if (task.index % 7 === 5) return "no such key";
  return task.index % 3 !== 1;
};

function rigFor(plan: Plan): Rig {
  const rig = new Rig(plan);
  rig.condition = condition;
  return rig;
}

/** Does a step as far as it can be done; what is refused changes nothing. */
function perform(rig: Rig, step: Step): void {
  const { run } = rig;
  const target = (which: number) => run.tasks[which % Math.max(1, run.tasks.length)]?.address ?? "";
  const phaseAt = (which: number) => run.phases[which % run.phases.length]!;
  switch (step.do) {
    case "advance":
      return void rig.advance();
    case "report": {
      const underway = [...run.underway];
      const task = underway[step.which % underway.length];
      return task && rig.report(task, step.result);
    }
    case "wait": {
      const wake = rig.advance().find((each) => each.type === "wake");
      if (wake) rig.now = wake.at;
      return;
    }
    case "pause":
      return void rig.ask(pause);
    case "abort":
      return void rig.ask(abort);
    case "resume": {
      const { concurrency, until } = step;
      const options = {
        ...(concurrency ? { concurrency } : {}),
        ...(until === undefined ? {} : { until: phaseAt(until).spec.id }),
      };
      return void rig.ask({ ...resume, options });
    }
    case "skip":
      return void rig.ask(skip(target(step.which)));
    case "retry":
      return void rig.ask(retry(target(step.which), step.force));
    case "answer": {
      const blocked = [...run.blocked];
      const task = blocked[step.which % blocked.length];
      return task && void rig.must(answer(task.address));
    }
    case "work": {
      const { refuses } = step;
      rig.refuses = () => (refuses ? { class: "not-accepted", message: "a hook" } : undefined);
      return void rig.works(rig.advance());
    }
    case "mend":
    case "rebuild":
      return void rig.ask({ type: step.do, phase: phaseAt(step.which).spec.id, by: ann });
    case "check": {
      rig.gate = () => step.holds;
      return void rig.checkGates(rig.advance());
    }
    case "approve":
    case "reject":
    case "void": {
      const waiting = [...run.waiting];
      const phase = waiting[step.which % waiting.length];
      if (!phase) return;
      const { id } = phase.spec;
      // Its time may be over.
      if (step.do === "approve") return void rig.ask(approve(phase));
      if (step.do === "void")
        return void rig.must({ type: "void-gate", phase: id, reason: "changed" });
      return void rig.must({ type: "reject", phase: id, reason: "no", by: ann });
    }
    case "rollback":
      return void rig.ask({ type: "rollback", to: phaseAt(step.which).spec.id, by: ann });
    case "restart":
      return void rig.ask(restart(phaseAt(step.which).spec.id));
    case "crash":
      return rig.crash(Math.max(1, rig.journal.length - step.lose));
  }
}

/** What must not be in a journal, wherever it came from. */
function faultsOf(rig: Rig): string[] {
  const faults: string[] = [];
  const completed = new Set<string>();
  let run: Run | undefined;
  for (const recorded of rig.journal) {
    if (run) faults.push(...faultsAt(run, recorded.event, completed));
    run = replay([recorded], run);
  }
  return faults;
}

/**
 * @param before the run before the event
 * @param completed addresses of what is done, kept from event to event
 */
function faultsAt(before: Run, event: Event, completed: Set<string>): string[] {
  switch (event.type) {
    case "attempt-started": {
      const task = findTask(before, event.phase, event.task);
      const { retry, address } = task;
      const places = concurrencyOf(before) - before.underway.size;
      const free = retry
        ? places
        : places - [...before.resting].filter((each) => !each.retry!.limited).length;
      const { index, phase } = task;
      const [first] = startable(before, 1);
      const [phaseFirst] = before.openable.first(1, (each) =>
        isOpenable(before, before.phases[each]!),
      );
      const early =
        !retry && ((first && first.index < index) || (phaseFirst ?? Infinity) < phase.index);
      const waits = !retry && !task.dependencies.every(isSettled);
      return [
        ...(waits ? [`${address} does not wait for what it depends on`] : []),
        ...(early ? [`${address} goes before its turn`] : []),
        ...(completed.has(address) ? [`${address} is done twice`] : []),
        ...(free > 0 ? [] : [`${address} is one too many`]),
      ];
    }
    case "task-completed":
      completed.add(`${event.phase}/${event.task}`);
      return [];
    case "retry-requested":
      for (const each of event.tasks) completed.delete(`${each.phase}/${each.task}`);
      return [];
    case "rebuild-requested":
    case "gate-rejected":
      for (const each of before.phaseById.get(event.phase)!.tasks) completed.delete(each.address);
      return [];
    case "rolled-back":
    case "restart-requested":
      for (const id of event.phases)
        for (const each of before.phaseById.get(id)!.tasks) completed.delete(each.address);
      return [];
    case "run-completed":
    case "run-failed":
      return hasEnded(before) ? ["it ends again"] : [];
    case "run-aborted":
      return before.abortRequested && before.status !== "aborted" ? [] : ["it ends again"];
    default:
      return [];
  }
}

/** Gives the status that it comes to; a run that could hang waits for nothing and has neither ended nor paused. */
function driveToEnd(rig: Rig, behave: (address: string, attempt: number) => AttemptResult): string {
  let turns = 0;
  while (turns < 2_000 && (rig.turn(behave) || answerAll(rig))) turns++;
  if (turns === 2_000) return "goes on for ever";
  return hasEnded(rig.run) || rig.run.status === "paused" ? rig.run.status : "hangs";
}

const approve = (phase: PhaseState) =>
  ({
    type: "approve",
    phase: phase.spec.id,
    approval: { digest: phase.evidence!.digest, phrase: "Go  on" },
    by: ann,
  }) as const;

/** A person answers whatever waits for that; false when nothing does. */
function answerAll(rig: Rig): boolean {
  if (rig.run.status !== "blocked" && rig.run.status !== "waiting") return false;
  for (const phase of rig.run.waiting) rig.must(approve(phase));
  for (const { address } of rig.run.blocked) rig.must(answer(address));
  rig.must(resume);
  return true;
}

/** Waiting for a limit or a person uses up no try: for a run to end, there must be an end to these. */
const passes = (result: AttemptResult): boolean =>
  result.type === "failed" && ["blocked", "rate-limited"].includes(result.failure.class);

const ENDS = ["completed", "failed", "aborted"];

describe("whatever happens to a run", () => {
  test("at each event the fold, the replay and the recount are the same run", () => {
    fc.assert(
      fc.property(plans, steps, (plan, given) => {
        const rig = rigFor(plan);
        for (const step of given) {
          const from = rig.journal.length;
          perform(rig, step);
          expect(canonical(replay(rig.journal)!)).toEqual(canonical(rig.run));
          for (let seq = from + 1; seq <= rig.journal.length; seq++) {
            const folded = replay(rig.journal.slice(0, seq))!;
            const counted = replay(rig.journal.slice(0, seq))!;
            recount(counted);
            const after = rig.events[seq - 1]!.type;
            expect({ after, run: canonical(folded) }).toEqual({ after, run: canonical(counted) });
          }
        }
      }),
      seeded(150),
    );
  });

  test("asking what is due, or what is to be done, changes nothing", () => {
    fc.assert(
      fc.property(plans, steps, (plan, given) => {
        const rig = rigFor(plan);
        for (const step of given) {
          perform(rig, step);
          const before = canonical(rig.run);
          const due = proceed(rig.run, rig.now);
          const asked = schedule(rig.run, rig.now);
          expect(proceed(rig.run, rig.now)).toEqual(due);
          expect(schedule(rig.run, rig.now)).toEqual(asked);
          expect(canonical(rig.run)).toEqual(before);
        }
      }),
      seeded(150),
    );
  });

  test("nothing is done twice, too much at once, or ended twice; and it comes to an end", () => {
    fc.assert(
      fc.property(plans, steps, results, (plan, given, last) => {
        const rig = rigFor(plan);
        for (const step of given) perform(rig, step);
        rig.ask({ ...resume, options: { concurrency: 2 } });
        const ending =
          last.type === "cancelled" || passes(last) ? ({ type: "succeeded" } as const) : last;
        expect(ENDS).toContain(driveToEnd(rig, () => ending));
        expect(faultsOf(rig)).toEqual([]);
        const { status, failures, phases, tasks } = rig.run;
        const all =
          status === "completed" || (status === "failed" && plan.onFailure === "continue");
        const open = [
          ...phases.filter((each) => !isPhaseSettled(each)),
          // In a phase of which an agent failed for good nothing new is begun.
          ...tasks.filter((each) => !isSettled(each) && !each.phase.fatal),
        ];
        expect(all ? open : []).toEqual([]);
        const failed = failures > 0 || phases.some((each) => each.message !== undefined);
        expect(status === "aborted" || failed === (status === "failed")).toBe(true);
      }),
      seeded(400),
    );
  });
});

describe("a crash", () => {
  /** How an attempt ends is a matter of its task and number alone. */
  const fate =
    (dice: readonly AttemptResult[]) =>
    (address: string, attempt: number): AttemptResult => {
      const at = Buffer.from(address).reduce((sum, byte) => sum * 31 + byte, attempt * 7);
      const result = dice[at % dice.length]!;
      const over = result.type === "cancelled" || (passes(result) && attempt > 2);
      return over ? { type: "succeeded" } : result;
    };

  const outcome = (rig: Rig) => ({
    status: rig.run.status,
    // Whether a person was asked before or after something else failed is a matter of when.
    tasks: Object.fromEntries(
      Object.entries(rig.statuses()).map(([address, is]) => [
        address,
        is === "blocked" ? "pending" : is,
      ]),
    ),
    phases: rig.phases(),
    attempts: rig.run.tasks.map((each) => each.attempts.length),
  });

  const hasStages = ({ workspace, phases }: Plan): boolean =>
    workspace !== undefined || phases.some((each) => each.tasks.some((one) => one.pipeline));

  /**
   * What `stop` still lets begin is a matter of when a worktree was made or a person answered, and whether an approval
   * comes in time one of what else was waited for.
   */
  const timeless = (plan: Plan): Plan => ({
    ...plan,
    onFailure: hasStages(plan) ? "continue" : plan.onFailure,
    phases: plan.phases.map(({ gate, ...rest }) => {
      if (!gate?.approve) return { ...rest, ...(gate ? { gate } : {}) };
      const { timeout: _, ...approve } = gate.approve;
      return { ...rest, gate: { ...gate, approve } };
    }),
  });

  test("between any two events makes no difference to how a run ends", () => {
    const dice = fc.array(results, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(plans, dice, (any, given) => {
        const plan = timeless(any);
        const calm = rigFor(plan);
        expect(ENDS).toContain(driveToEnd(calm, fate(given)));
        for (let keep = 1; keep < calm.journal.length; keep++) {
          const rig = rigFor(plan);
          rig.journal.splice(0, Infinity, ...calm.journal);
          rig.crash(keep);
          rig.now = calm.journal[keep - 1]!.at;
          rig.must({ ...resume, interrupted: true });
          driveToEnd(rig, fate(given));
          expect({ keep, ...outcome(rig) }).toEqual({ keep, ...outcome(calm) });
        }
      }),
      seeded(150),
    );
  });

  test("or several, and pauses, make none either where failures do not stop it", () => {
    const dice = fc.array(results, { minLength: 1, maxLength: 8 });
    const cuts = fc.array(fc.record({ turns: fc.nat({ max: 6 }), lose: fc.nat({ max: 3 }) }));
    fc.assert(
      fc.property(plans, dice, cuts, (plan, given, moments) => {
        const going: Plan = { ...timeless(plan), onFailure: "continue" };
        const calm = rigFor(going);
        driveToEnd(calm, fate(given));
        const rig = rigFor(going);
        for (const { turns, lose } of moments) {
          for (let turn = 0; turn < turns; turn++) rig.turn(fate(given));
          if (lose === 0) rig.ask(pause);
          else rig.crash(Math.max(1, rig.journal.length - lose));
          if (!hasEnded(rig.run)) rig.must(resume);
        }
        driveToEnd(rig, fate(given));
        expect(outcome(rig)).toEqual(outcome(calm));
      }),
      seeded(150),
    );
  });
});
