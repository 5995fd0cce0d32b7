import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/core/plan.ts";
import { isRefusal } from "../../src/core/result.ts";
import { ann, phase, plan, resume, retry, task } from "./plans.ts";
import { Rig } from "./rig.ts";

const workspace = { mode: "worktree", isolate: "phase", setupTimeoutMs: 1, hooks: true } as const;

const housed = (phases: Plan["phases"], more: Partial<Plan> = {}): Rig =>
  new Rig(plan(phases, { workspace, ...more }));

const types = (rig: Rig): string[] => rig.events.map((each) => each.type);

const of = (rig: Rig, type: string): object[] =>
  rig.events.flatMap((each) => (each.type === type ? [each] : []));

describe("a phase with a worktree", () => {
  test("opens it, has its task committed, is checked as a merge, and lands before it is completed", () => {
    expect(types(housed([phase("build", ["a"])]).drive())).toEqual([
      "run-started",
      "phase-started",
      "workspace-opened",
      "attempt-started",
      "attempt-succeeded",
      "stage-entered",
      "commit-made",
      "task-completed",
      "gate-opened",
      "gate-checked",
      "phase-landed",
      "phase-completed",
      "run-completed",
    ]);
  });

  test("carries out one task at a time, also where more could run", () => {
    const rig = housed([phase("build", ["a", "b"]), phase("docs", ["c"])]);
    rig.works(rig.advance());
    rig.advance();
    expect([...rig.run.underway].map((each) => each.address)).toEqual(["build/a", "docs/c"]);
  });

  test("with a worktree for each task carries out several, and commits them in the order of the plan", () => {
    const rig = housed([phase("build", ["a", "b"])], {
      workspace: { ...workspace, isolate: "task" },
    });
    rig.works(rig.advance());
    rig.works(rig.advance());
    rig.works(rig.advance());
    rig.advance();
    const [a, b] = [...rig.run.underway];
    rig.report(b!, { type: "succeeded" });
    expect(rig.advance().filter((each) => each.type === "work-on")).toEqual([]);
    rig.report(a!, { type: "succeeded" });
    rig.drive();
    expect(of(rig, "commit-made")).toMatchObject([{ task: "a" }, { task: "b" }]);
  });

  test("that is behind another in the plan waits for it before it lands", () => {
    const rig = housed([phase("one", ["a"]), phase("two", ["b"])]);
    rig.drive((address) => (address === "one/a" ? null : { type: "succeeded" }));
    expect(rig.phases()).toEqual({ one: "running", two: "gate" });
    rig.drive();
    expect(of(rig, "phase-landed")).toMatchObject([{ phase: "one" }, { phase: "two" }]);
    // The second was checked on what the first had not changed yet.
    expect(of(rig, "gate-voided")).toMatchObject([{ phase: "two", moved: true }]);
  });

  test("keeps its approval when only the branch that it is merged into has moved", () => {
    const gate = { checks: [], approve: { phrase: "go", checklist: [] } };
    const rig = housed([phase("one", ["a"]), phase("two", ["b"], { gate })]);
    rig.drive((address) => (address === "one/a" ? null : { type: "succeeded" }));
    const { digest } = rig.run.phases[1]!.evidence!;
    rig.must({ type: "approve", approval: { digest, phrase: "go" }, by: ann });
    rig.drive();
    expect(rig.run.status).toBe("completed");
    expect(types(rig).filter((each) => each.startsWith("approval"))).toEqual([
      "approval-requested",
      "approval-stands",
    ]);
  });

  test("whose worktree cannot be made fails with the reason, and is tried again by a resume", () => {
    const rig = housed([phase("build", ["a"])]);
    const [effect] = rig.advance();
    if (effect?.type !== "work-on") throw new Error("no worktree is asked for");
    const outcome = { type: "failed", message: "making its worktree failed: no space" } as const;
    rig.must({ type: "report-workspace", op: effect.op, outcome });
    rig.drive();
    expect(rig.run.status).toBe("failed");
    expect(rig.run.phases[0]!.message).toBe("making its worktree failed: no space");
    rig.must(resume);
    expect(rig.drive().run.status).toBe("completed");
  });
});

describe("what cannot be committed", () => {
  const refused = { class: "not-accepted", message: "src/a.ts is not in its scope" } as const;
  const agent = (rounds: number) =>
    ({
      ...task("a", {
        retry: { maxAttempts: rounds, backoff: "none", delayMs: 0, maxDelayMs: 0, jitter: 0 },
      }),
      kind: "agent",
      agent: "a",
      prompt: "do it",
    }) as const;

  test("fails a command", () => {
    const rig = housed([phase("build", ["a"])]);
    rig.refuses = () => refused;
    rig.drive();
    expect(rig.run.tasks[0]).toMatchObject({ status: "failed", message: refused.message });
  });

  test("because others have changed the same is begun again, also by a command", () => {
    const rig = housed([phase("build", ["a"])], { workspace: { ...workspace, isolate: "task" } });
    rig.refuses = (each) =>
      each.attempts.length < 3 ? { class: "transient", message: "others" } : undefined;
    rig.drive();
    expect(rig.run.status).toBe("completed");
    expect(rig.run.tasks[0]).toMatchObject({ opened: 3 });
  });

  test("is mended by an agent, which is told why, as often as it may be tried", () => {
    const rig = housed([phase("build", [agent(2)])]);
    rig.refuses = (each) => (each.attempts.length < 2 ? refused : undefined);
    rig.drive();
    expect(rig.run.status).toBe("completed");
    expect(of(rig, "stage-entered")).toMatchObject([
      { stage: "commit" },
      { stage: "implement", back: "commit", because: refused.message },
      { stage: "commit" },
    ]);
  });

  test("is the end of it when it is refused again", () => {
    const rig = housed([phase("build", [agent(2)])]);
    rig.refuses = () => refused;
    rig.drive();
    expect(rig.run.tasks[0]!.message).toBe(`${refused.message} (it was sent back once)`);
  });
});

describe("what a task that failed has left", () => {
  const rig = () => {
    const made = housed([phase("build", ["a", "b"])]);
    return made.drive((address) =>
      address === "build/a"
        ? { type: "failed", failure: { class: "fatal", message: "no" } }
        : { type: "succeeded" },
    );
  };

  test("is put aside before the next one begins", () => {
    const events = types(rig());
    const failed = events.indexOf("task-failed");
    expect(events.slice(failed, failed + 3)).toEqual([
      "task-failed",
      "workspace-tidied",
      "attempt-started",
    ]);
  });

  test("stays for a person to mend where nothing comes after it", () => {
    const made = housed([phase("build", ["a"])]);
    made.drive(() => ({ type: "failed", failure: { class: "fatal", message: "no" } }));
    made.must(retry("build/a"));
    made.drive();
    expect(types(made)).not.toContain("workspace-tidied");
    expect(made.run.status).toBe("completed");
  });
});

describe("a rollback", () => {
  const done = () =>
    housed([
      phase("one", ["a"]),
      phase("two", ["b"], { dependsOn: ["one"] }),
      phase("three", ["c"], { dependsOn: ["one"] }),
      phase("four", ["d"], { dependsOn: ["two"] }),
    ]).drive();

  test("takes the run's branch back to the last merge before what it undoes", () => {
    const rig = done();
    const [one] = rig.run.integration.landings;
    rig.must({ type: "rollback", to: "one", by: ann });
    rig.drive();
    expect(rig.head).toBe(one!.landing.commit);
    expect(rig.run.integration).toEqual({ landings: [one], rewind: undefined });
    rig.must(resume);
    expect(rig.drive().run.status).toBe("completed");
  });

  test("has the gate of the phase that stays asked again, though its patch is what was approved", () => {
    const gate = { checks: [], approve: { phrase: "go", checklist: [] } };
    const rig = housed([
      phase("one", ["a"], { gate }),
      phase("two", ["b"], { dependsOn: ["one"] }),
    ]);
    rig.drive();
    const { digest } = rig.run.phases[0]!.evidence!;
    rig.must({ type: "approve", approval: { digest, phrase: "go" }, by: ann });
    rig.must(resume);
    rig.drive();
    rig.must({ type: "rollback", to: "one", by: ann });
    rig.drive();
    rig.must(resume);
    expect(rig.drive().run.status).toBe("waiting");
  });

  test("merges again what stays done and was merged after it", () => {
    const rig = done();
    const order = rig.run.integration.landings.map((each) => each.phase.spec.id);
    expect(order).toEqual(["one", "two", "three", "four"]);
    rig.must({ type: "rollback", to: "three", by: ann });
    // Nothing depends on it: nothing is undone.
    expect(rig.drive().phases()).toMatchObject({ two: "completed", four: "completed" });
    rig.must(resume);
    rig.drive();
    rig.must({ type: "rollback", to: "two", by: ann });
    expect(of(rig, "rolled-back").at(-1)).toMatchObject({ to: "two", phases: ["four"] });
  });
});

describe("a phase that cannot be merged", () => {
  const conflicting = () => {
    const rig = housed([phase("one", ["a"])]);
    rig.gate = () => false;
    rig.drive();
    rig.gate = () => true;
    return rig;
  };

  test("is asked again after a person has mended it, and nothing is done again", () => {
    const rig = conflicting();
    rig.must({ type: "mend", phase: "one", by: ann });
    rig.drive();
    expect(rig.run.status).toBe("completed");
    expect(rig.order).toEqual(["one/a"]);
  });

  test("is mended by a task, which gets the merge into its worktree first", () => {
    const rig = conflicting();
    rig.must({
      type: "mend",
      phase: "one",
      task: { ...task("mend-1"), mendsMerge: true },
      by: ann,
    });
    rig.drive();
    expect(types(rig).slice(-10)).toEqual(
      [
        "workspace-tidied",
        "attempt-started",
        "attempt-succeeded",
        "stage-entered",
        "commit-made",
        "task-completed",
        "gate-opened",
        "gate-checked",
        "phase-landed",
        "phase-completed",
      ]
        .concat("run-completed")
        .slice(-10),
    );
    expect(rig.order).toEqual(["one/a", "one/mend-1"]);
  });

  test("is done anew in another worktree, and what was there is put aside", () => {
    const rig = conflicting();
    rig.must({ type: "rebuild", phase: "one", by: ann });
    rig.drive();
    const events = types(rig);
    expect(events.indexOf("workspace-undone")).toBeLessThan(events.lastIndexOf("workspace-opened"));
    expect(rig.order).toEqual(["one/a", "one/a"]);
    expect(rig.run.status).toBe("completed");
  });

  test("is no phase that failed otherwise, has no worktree, or is not there", () => {
    const rig = housed([
      phase("one", ["a"]),
      phase("two", ["b"], { workspace: "inplace" }),
    ]).drive();
    const said = ["one", "two", "three"].map((name) => {
      const refused = rig.ask({ type: "mend", phase: name, by: ann });
      return isRefusal(refused) ? refused.text : "";
    });
    expect(said).toEqual([
      "phase one did not fail at its gate or its merge: it is completed",
      "phase two has no worktree: there is no merge to mend",
      'run run-1 has no phase "three"; its phases are one, two',
    ]);
  });
});
