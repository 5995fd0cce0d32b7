import { isTestRun, onlyChecks, stagesOf } from "../core/stages.ts";
import type { StageName } from "../core/pipeline.ts";
import type { Plan, Task } from "../core/plan.ts";
import type { Scope, WorkspaceMode } from "../core/workspace.ts";

/** Where a phase would work; left out where that is the plan's folder as it is. */
export interface PlannedWorkspace {
  readonly mode: WorkspaceMode;
  readonly base?: string;
  /** The branch that it is merged into; the run's own if not given. */
  readonly integrate?: string;
  readonly setup?: string;
  /** The worktree that is there already. */
  readonly at?: string;
}

/** What the work of a task would go through, and what it may change. */
export interface PlannedWork {
  readonly stages?: readonly StageName[];
  readonly test?: string;
  readonly check?: readonly string[];
  readonly reviewers?: Readonly<Partial<Record<StageName, string>>>;
  readonly rounds?: number;
  readonly models?: Readonly<Partial<Record<StageName, string>>>;
  readonly withoutTdd?: string;
  /** Where the part of the specification is from that it is about. */
  readonly spec?: string;
  readonly scope?: Scope;
  /** Of a task that a person does. */
  readonly instructions?: string;
}

/**
 * Where a phase would work.
 * @param render puts parameters into the names of branches
 */
export function plannedWorkspace(
  { workspace }: Plan,
  own: WorkspaceMode | undefined,
  render: (text: string) => string,
): PlannedWorkspace | undefined {
  const mode = own ?? workspace?.mode ?? "inplace";
  if (mode !== "worktree") return undefined;
  const { base, integrate, setup, at } = workspace ?? {};
  return {
    mode,
    ...(base === undefined ? {} : { base: render(base) }),
    ...(integrate === undefined ? {} : { integrate: render(integrate) }),
    ...(setup === undefined ? {} : { setup }),
    ...(at === undefined ? {} : { at }),
  };
}

/** What is to be said of a task's work beyond its command or agent. */
export function plannedWork(task: Task, inWorktree: boolean): PlannedWork {
  const { pipeline, scope } = task;
  const more = {
    ...(scope ? { scope } : {}),
    ...(task.kind === "manual" ? { instructions: task.instructions } : {}),
  };
  if (!pipeline) return more;
  const { test, check, reviewSpec, reviewQuality, rounds, models, withoutTdd, spec } = pipeline;
  return {
    ...more,
    stages: stagesOf(pipeline, inWorktree),
    ...(test ? { test: test.run } : {}),
    ...(check ? { check: check.run } : {}),
    reviewers: {
      ...(reviewSpec === undefined ? {} : { "review-spec": reviewSpec }),
      ...(reviewQuality === undefined ? {} : { "review-quality": reviewQuality }),
    },
    ...(onlyChecks(pipeline) ? {} : { rounds }),
    ...(models ? { models } : {}),
    ...(withoutTdd === undefined ? {} : { withoutTdd }),
    ...(spec ? { spec: spec.source } : {}),
  };
}

/** The same for a person, a line each. */
export function workspaceLine({ base, integrate, setup, at }: PlannedWorkspace): string {
  if (at !== undefined) return `in the worktree ${at}; what it commits stays on its branch`;
  const from = base === undefined ? "what is checked out" : base;
  const into = integrate ?? "a branch of the run's";
  const after = setup === undefined ? "" : `, after $ ${setup.trim().split("\n").join("; ")}`;
  return `in a worktree of its own${after}; begins from ${from}, merged into ${into}`;
}

/** What a task's work goes through and may change, for a person. */
export function workLines(work: PlannedWork): string[] {
  const { stages, rounds, withoutTdd, spec, scope } = work;
  const { include, exclude } = scope ?? {};
  return [
    ...(stages ? [`stages: ${stages.map((each) => stageText(each, work)).join(", ")}`] : []),
    ...(rounds === undefined ? [] : [`each stage may send it back: ${times(rounds)}`]),
    ...(withoutTdd === undefined ? [] : [`no failing test first: ${withoutTdd}`]),
    ...(spec === undefined ? [] : [`specification: ${spec}`]),
    ...(include ? [`may change ${include.join(", ")}`] : []),
    ...(exclude ? [`may not change ${exclude.join(", ")}`] : []),
  ];
}

function stageText(stage: StageName, { test, check, reviewers, models }: PlannedWork): string {
  const runs = stage === "check" ? check?.join("; ") : isTestRun(stage) ? test : undefined;
  const by = reviewers?.[stage] ?? (runs === undefined ? undefined : `$ ${runs}`);
  const words = [by, models?.[stage]].filter((each) => each !== undefined);
  return words.length === 0 ? stage : `${stage} (${words.join(", ")})`;
}

const times = (rounds: number): string =>
  rounds === 0 ? "never" : rounds === 1 ? "once" : `${rounds} times`;
