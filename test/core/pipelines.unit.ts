import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { REVIEW } from "../../src/core/pipeline.ts";
import type { AttemptStage, Pipeline, StageName } from "../../src/core/pipeline.ts";
import type { Task } from "../../src/core/plan.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import { firstStage, nextStage, stagesOf } from "../../src/core/stages.ts";
import { answer, phase, plan, resume, task, tries } from "./plans.ts";
import { Rig } from "./rig.ts";

const TDD: Pipeline = {
  tdd: true,
  test: { run: "npm test", timeoutMs: 1_000 },
  reviewSpec: "reader",
  reviewQuality: "reader",
  review: "fresh",
  rounds: 2,
};

const staged = (pipeline: Pipeline = TDD, id = "a"): Task => ({
  ...task(id, { retry: tries(2) }),
  kind: "agent",
  agent: "builder",
  prompt: "do it",
  acceptance: ["it adds"],
  pipeline,
});

const ok: AttemptResult = { type: "succeeded" };

const test1 = (code: number, tail: string): AttemptResult => ({
  type: "failed",
  failure: { class: "transient", message: `exit status ${code}`, code, tail },
});

const FAILS = test1(1, "AssertionError [ERR_ASSERTION]: 1 == 2\n# tests 1\n# pass 0\n# fail 1\n");

const review = (verdict: "pass" | "changes", met = verdict === "pass"): AttemptResult => ({
  type: "succeeded",
  artifacts: [
    {
      name: REVIEW,
      sha256: "",
      bytes: 1,
      value: {
        verdict,
        criteria: [{ criterion: "it adds", met, evidence: "sum.ts:1" }],
        findings: verdict === "pass" ? [] : [{ text: "it subtracts", file: "sum.ts", line: 1 }],
      },
    },
  ],
});

const quality = (verdict: "pass" | "changes"): AttemptResult => {
  const given = review(verdict) as Extract<AttemptResult, { type: "succeeded" }>;
  const [artifact] = given.artifacts!;
  const findings = verdict === "pass" ? [] : [{ text: "names are short" }];
  return { ...given, artifacts: [{ ...artifact!, value: { verdict, findings } }] };
};

const GOOD: Record<AttemptStage, AttemptResult> = {
  "write-test": ok,
  red: FAILS,
  implement: ok,
  green: ok,
  check: ok,
  "review-spec": review("pass"),
  "review-quality": quality("pass"),
  commit: ok,
  compact: ok,
};

/** Results of each stage in turn; when they are used up, good ones. */
function run(
  given: Partial<Record<AttemptStage, AttemptResult[]>>,
  tasks: readonly Task[] = [staged()],
): Rig {
  const rig = new Rig(plan([phase("p", tasks)]));
  rig.fits = false;
  const left = structuredClone(given);
  rig.drive((address) => {
    const { stage } = rig.run.taskByAddress.get(address as never)!.attempts.at(-1)!;
    return left[stage!]?.shift() ?? GOOD[stage!];
  });
  return rig;
}

const stages = (rig: Rig): (string | undefined)[] =>
  rig.events.flatMap((each) => (each.type === "attempt-started" ? [each.stage] : []));

const back = (rig: Rig) =>
  rig.events.flatMap((each) =>
    each.type === "stage-entered" && each.back ? [`${each.back}: ${each.because}`] : [],
  );

describe("the stages of a task", () => {
  test("follow each other once where all is well", () => {
    const rig = run({});
    expect(stages(rig)).toEqual([
      "write-test",
      "red",
      "implement",
      "green",
      "review-spec",
      "review-quality",
    ]);
    expect(rig.run.status).toBe("completed");
  });

  test("begin with the test again where the work is begun again in a new worktree", () => {
    const workspace = {
      mode: "worktree",
      isolate: "task",
      setupTimeoutMs: 1,
      hooks: true,
    } as const;
    const rig = new Rig(plan([phase("p", [staged()])], { workspace }));
    rig.fits = false;
    const message = "tasks before it have changed the same files: sum.ts";
    rig.refuses = ({ stage }) =>
      stage?.sentBack.commit ? undefined : { class: "transient", message };
    rig.drive((address) => {
      const { stage } = rig.run.taskByAddress.get(address as never)!.attempts.at(-1)!;
      return GOOD[stage!];
    });
    expect(back(rig)).toEqual([`commit: ${message}`]);
    expect(stages(rig).filter((each) => each === "write-test" || each === "red")).toEqual([
      "write-test",
      "red",
      "write-test",
      "red",
    ]);
    expect(rig.run.status).toBe("completed");
  });

  test("keep the proof that the test has failed", () => {
    const seen = run({}).events.find((each) => each.type === "attempt-succeeded" && each.proof);
    expect(seen).toMatchObject({ attempt: 2, proof: expect.stringContaining("1 == 2") as string });
  });

  test.each([
    ["no tests", { ...TDD, test: undefined }, ["implement", "review-spec", "review-quality"]],
    [
      "a test but no tdd",
      { ...TDD, tdd: false },
      ["implement", "green", "review-spec", "review-quality"],
    ],
    [
      "no reviews",
      { ...TDD, reviewSpec: undefined, reviewQuality: undefined },
      ["write-test", "red", "implement", "green"],
    ],
  ])("with %s are fewer", (_what, pipeline, expected) => {
    const given = JSON.parse(JSON.stringify(pipeline)) as Pipeline;
    expect(stagesOf(given, false)).toEqual(expected);
  });

  test("lead from the first to the last, and each is entered once", () => {
    const pipelines = fc.record({
      tdd: fc.boolean(),
      tested: fc.boolean(),
      spec: fc.boolean(),
      quality: fc.boolean(),
      commits: fc.boolean(),
    });
    fc.assert(
      fc.property(pipelines, ({ tdd, tested, spec, quality, commits }) => {
        const pipeline = {
          ...TDD,
          tdd,
          ...(tested ? {} : { test: undefined }),
          ...(spec ? {} : { reviewSpec: undefined }),
          ...(quality ? {} : { reviewQuality: undefined }),
        } as Pipeline;
        const seen: StageName[] = [];
        for (
          let at: StageName | undefined = firstStage(pipeline);
          at;
          at = nextStage(pipeline, at, commits)
        )
          seen.push(at);
        expect(seen).toEqual(stagesOf(pipeline, commits));
        expect(new Set(seen).size).toBe(seen.length);
      }),
    );
  });
});

describe("a test", () => {
  test("that passes before the work is sent back to be written so that it fails", () => {
    const rig = run({ red: [ok] });
    expect(stages(rig).slice(0, 5)).toEqual([
      "write-test",
      "red",
      "write-test",
      "red",
      "implement",
    ]);
    expect(back(rig)).toEqual([
      "red: the test passed before there was any code for it; write one that fails without the work",
    ]);
  });

  test("that does not even run is no proof", () => {
    const rig = run({ red: [test1(127, "sh: 1: npm: not found\n")] });
    expect(back(rig)[0]).toMatch(/^red: the test did not fail as a test fails: /);
    expect(rig.run.status).toBe("completed");
  });

  test("that never fails ends the task after as many rounds as the plan allows", () => {
    const rig = run({ red: [ok, ok, ok] });
    expect(rig.run.tasks[0]!.message).toBe(
      "the test passed before there was any code for it; write one that fails without the work (it was sent back 2 times)",
    );
    expect(stages(rig)).toHaveLength(6);
  });

  test("that fails after the work sends the work back with what it wrote", () => {
    const rig = run({ green: [FAILS] });
    expect(stages(rig).slice(2, 6)).toEqual(["implement", "green", "implement", "green"]);
    expect(back(rig)[0]).toContain("the test does not pass: exit status 1\n\nAssertionError");
  });

  const tests = (blob: string) => [{ path: "test/a.test.mjs", blob }];
  const passed = (blob: string): AttemptResult => ({ type: "succeeded", tests: tests(blob) });
  const failed: AttemptResult = { ...FAILS, tests: tests("one") } as AttemptResult;

  test("that was changed, or taken away, after it had failed shows nothing", () => {
    const gone: AttemptResult = { type: "succeeded", tests: [] };
    const rig = run({ red: [failed], green: [passed("two"), gone, passed("one")] });
    expect(rig.run.status).toBe("completed");
    const said =
      "green: tests were changed after they had been seen to fail; put them back as they were, and change the code: git cat-file -p one > test/a.test.mjs";
    expect(back(rig)).toEqual([said, said]);
  });

  test("may be changed where a review has sent the work back, for the next review to judge", () => {
    const rig = run({
      red: [failed],
      green: [passed("one"), passed("two")],
      "review-spec": [review("changes")],
    });
    expect(rig.run.status).toBe("completed");
    expect(back(rig)).toHaveLength(1);
  });

  test("whose attempt was lost is run again and says nothing of the work", () => {
    const lost: AttemptResult = { type: "failed", failure: { class: "lost", message: "gone" } };
    const rig = run({ red: [lost], green: [lost] });
    expect(stages(rig)).toEqual([
      "write-test",
      "red",
      "red",
      "implement",
      "green",
      "green",
      "review-spec",
      "review-quality",
    ]);
  });
});

describe("a review", () => {
  test("that wants changes sends the work back, and all that follows is done again", () => {
    const rig = run({ "review-quality": [quality("changes")] });
    expect(stages(rig).slice(5)).toEqual([
      "review-quality",
      "implement",
      "green",
      "review-spec",
      "review-quality",
    ]);
    expect(back(rig)).toEqual(["review-quality: - names are short"]);
  });

  test("cannot let a criterion pass that it finds unmet", () => {
    const rig = run({ "review-spec": [review("pass", false)] });
    expect(back(rig)[0]).toMatch(/^review-spec: - not met: it adds/);
  });

  test("without a judgement of each criterion is none, and is asked for again", () => {
    const rig = run({ "review-spec": [quality("pass")] });
    expect(stages(rig).slice(4)).toEqual(["review-spec", "review-spec", "review-quality"]);
    const failed = rig.events.find((each) => each.type === "attempt-failed");
    expect(failed).toMatchObject({
      failure: {
        class: "invalid-artifact",
        message: 'its review is none: the criterion "it adds" is not judged',
      },
    });
  });

  test("of the specification that is not satisfied in time blocks the task until a person answers", () => {
    const no = review("changes");
    const rig = run({ "review-spec": [no, no, no] });
    expect(rig.run.status).toBe("blocked");
    expect(rig.run.tasks[0]!.flags).toEqual([
      {
        type: "spec_review_exhausted",
        text: "- not met: it adds\n  sum.ts:1\n- sum.ts:1: it subtracts",
      },
    ]);
    rig.must(answer("p/a"));
    rig.must(resume);
    rig.drive(() => GOOD[rig.run.tasks[0]!.attempts.at(-1)!.stage!]);
    expect(rig.run.status).toBe("completed");
  });

  test("of the quality that is not satisfied in time is a warning", () => {
    const no = quality("changes");
    const rig = run({ "review-quality": [no, no, no] });
    expect(rig.run.status).toBe("completed");
    expect(rig.run.tasks[0]!.warning).toBe("code_review_exhausted: - names are short");
  });
});

describe("a question of one task", () => {
  test("stops its phase, and no other", () => {
    const asks: AttemptResult = {
      type: "failed",
      failure: { class: "blocked", message: "which?" },
      account: { flags: [{ type: "clarifier_blocked", text: "which?" }] },
    };
    const rig = new Rig(
      plan([phase("p", [staged(), staged(TDD, "b")]), phase("q", ["c"])], { concurrency: 1 }),
    );
    rig.fits = false;
    rig.drive((address) => {
      const { stage } = rig.run.taskByAddress.get(address as never)!.attempts.at(-1)!;
      return address === "p/a" ? asks : stage ? GOOD[stage] : ok;
    });
    expect(rig.statuses()).toEqual({ "p/a": "blocked", "p/b": "pending", "q/c": "completed" });
    expect(rig.run.status).toBe("blocked");
  });
});

describe("a task with checks", () => {
  const checks: Pipeline = {
    tdd: false,
    review: "fresh",
    rounds: 9,
    check: { run: ["npm run lint"], timeoutMs: 1_000 },
  };
  const checked = staged(checks);

  test("is done when they pass, and sent back with what they wrote until then", () => {
    const rig = run({ check: [test1(1, "a.ts:1 unused")] }, [checked]);
    expect(stages(rig)).toEqual(["implement", "check", "implement", "check"]);
    expect(back(rig)).toEqual([
      "check: a check of the task does not pass: exit status 1\n\na.ts:1 unused",
    ]);
    expect(rig.events.find((each) => each.type === "attempt-failed")).toMatchObject({
      failure: { class: "claim-refuted", tail: "a.ts:1 unused" },
    });
    expect(rig.run.status).toBe("completed");
  });

  test("is tried as often as tasks are, whatever its rounds are", () => {
    const rig = run({ check: [1, 2, 3].map((at) => test1(at, "no")) }, [checked]);
    expect(stages(rig)).toEqual(["implement", "check", "implement", "check"]);
    expect(rig.run.tasks[0]).toMatchObject({
      status: "failed",
      message: "a check of the task does not pass: exit status 2 (it was sent back once)",
    });
  });

  test("is not told that it lies where a check did not end in time, was lost, or cannot be started", () => {
    const failed = (kind: "timed-out" | "lost" | "fatal"): AttemptResult => ({
      type: "failed",
      failure: { class: kind, message: "?" },
    });
    const classes = (kind: "timed-out" | "lost" | "fatal") =>
      run({ check: [failed(kind)] }, [checked]).events.flatMap((each) =>
        each.type === "attempt-failed" ? [each.failure.class] : [],
      );
    expect(classes("timed-out")).toEqual(["claim-refuted"]);
    expect(classes("lost")).toEqual(["lost"]);
    expect(classes("fatal")).toEqual(["fatal"]);
  });

  test("runs them after the test, and before reviews", () => {
    expect(stagesOf({ ...TDD, ...checks, tdd: true, test: TDD.test! }, true)).toEqual([
      "write-test",
      "red",
      "implement",
      "green",
      "check",
      "review-spec",
      "review-quality",
      "commit",
    ]);
  });

  test("does not stop its phase while it waits for an answer", () => {
    const asks = (pipeline: Pipeline) => {
      const rig = new Rig(plan([phase("p", [staged(pipeline), task("b")])], { concurrency: 1 }));
      const failure = { class: "blocked", message: "Which?" } as const;
      rig.drive((address) => (address === "p/a" ? { type: "failed", failure } : ok));
      return rig.run.tasks[1]!.status;
    };
    expect(asks({ ...TDD, tdd: false })).toBe("pending");
    expect(asks(checks)).toBe("completed");
  });
});
