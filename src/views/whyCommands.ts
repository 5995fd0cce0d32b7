import type { PhaseState, Run, TaskState } from "../core/run.ts";
import { shellWord } from "../core/shellWords.ts";
import { answerCommand } from "./answerCommand.ts";
import { raisingOption } from "./budget.ts";
import { approveCommand, phasesInPlanOrder, rejectCommand } from "./approving.ts";
import { failedGates } from "./failedGates.ts";
import type { FailedGate } from "./failedGates.ts";
import { inPlanOrder } from "./waitingFor.ts";
import type { WhyFacts } from "./why.ts";
import { taskLabel } from "./words.ts";
import { branchOf, mergedOf } from "./worktrees.ts";

/** A command that goes on from here, as it can be typed, and what it does. */
export interface NextCommand {
  readonly command: string;
  readonly does: string;
}

export function commandsFor(
  run: Run,
  failed: readonly TaskState[],
  facts: WhyFacts,
): NextCommand[] {
  const { id } = run;
  const resume = (does: string): NextCommand => ({ command: `pawl resume ${id}`, does });
  const abort: NextCommand = { command: `pawl abort ${id}`, does: "ends the run for good" };
  const again: NextCommand = {
    command: `pawl run ${shellWord(run.source.path)}`,
    does: "starts a new run of the plan file as it is now",
  };
  switch (run.status) {
    case "completed":
      return [
        ...takingHome(run),
        { command: `pawl logs ${id}`, does: "shows what the tasks wrote" },
        { command: `pawl metrics ${id}`, does: "shows where the time went" },
        again,
      ];
    case "aborted":
      return [{ command: `pawl logs ${id}`, does: "shows what the tasks wrote" }, again];
    case "failed":
      return [...afterFailure(run, failed), abort];
    case "paused":
      return [...answers(run), ...approvals(run), resume(howItGoesOn(run)), abort];
    case "blocked":
      return [
        ...answers(run),
        ...approvals(run),
        resume(run.blocked.size > 0 ? "goes on after that" : "goes on"),
        abort,
      ];
    case "waiting":
      return [
        ...approvals(run),
        resume(run.waiting.size > 0 ? "goes on after that" : "goes on"),
        abort,
      ];
    case "budget-exceeded":
      return [
        ...answers(run),
        ...approvals(run),
        {
          command: `pawl resume ${id}${raisingOption(run)}`,
          does: "raises it, and goes on; any other limit will do",
        },
        abort,
      ];
    case "running":
      return facts.driver === null
        ? [...answers(run), ...approvals(run), ...interrupted(run, resume), abort]
        : [...answers(run), ...approvals(run), ...whileRunning(run, abort)];
  }
}

/** After a pause; a session that is fuller than the plan allows is made compact before it goes on. */
function howItGoesOn({ pausedBecause, context, plan }: Run): string {
  if (pausedBecause !== "context" || !context.asked) return "goes on";
  const { session, share = 0 } = context.asked;
  if (session === undefined) return "goes on with that prompt";
  return share > plan.context!.compact
    ? "goes on: the session is made compact first"
    : "goes on in that session";
}

const ANSWERS = 5;

const answers = (run: Run): NextCommand[] =>
  inPlanOrder(run.blocked)
    .slice(0, ANSWERS)
    .flatMap((task) => [
      ...(task.spec.kind === "manual" ? opening(run, task.phase) : []),
      {
        command: answerCommand(run, task),
        does: task.spec.kind === "manual" ? "says that it is done" : "answers it",
      },
    ]);

/** What was merged is on a branch of its own until somebody takes it from there. */
function takingHome(run: Run): NextCommand[] {
  const merged = mergedOf(run);
  if (!merged) return [];
  const home = {
    command: `pawl finish ${run.id}`,
    does: "merges that into the branch that is checked out",
  };
  return [
    { command: `pawl diff ${run.id}`, does: "shows what it changed" },
    ...(merged.stays ? [] : [home]),
  ];
}

const opening = (run: Run, { workspace, spec }: PhaseState): NextCommand[] =>
  workspace
    ? [{ command: `pawl shell ${run.id} ${spec.id}`, does: "opens a shell in its worktree" }]
    : [];

/** A merge is mended in the worktree, by a person or an agent; or the phase is done anew. */
function afterConflict(run: Run, { phase }: FailedGate): NextCommand[] {
  const retry = `pawl retry ${run.id} ${phase}`;
  const [agent] = Object.keys(run.plan.agents ?? {});
  return [
    {
      command: `pawl shell ${run.id} ${phase}`,
      does: `opens its worktree: git merge ${branchOf(run) ?? ""} there, mend it, commit`,
    },
    { command: retry, does: "asks again, after that" },
    ...(agent === undefined
      ? []
      : [{ command: `${retry} --resolve ${agent}`, does: "has an agent mend it" }]),
    { command: `${retry} --rebuild`, does: "does the phase anew on what there is now" },
    ...rollingBack(run),
  ];
}

const approvals = (run: Run): NextCommand[] =>
  phasesInPlanOrder(run.waiting)
    .slice(0, ANSWERS)
    .flatMap((phase) => [
      {
        command: approveCommand(run, phase),
        does: `shows the evidence and asks for "${phase.spec.gate!.approve!.phrase}"`,
      },
      { command: rejectCommand(run, phase), does: "has it done again, for that reason" },
    ]);

/** A gate that does not hold is checked again by a resume; a retry of its phase does the work again. */
function afterGate(run: Run): NextCommand[] {
  const [first] = failedGates(run);
  if (!first) return [{ command: `pawl resume ${run.id}`, does: "goes on" }];
  if (first.conflicts) return afterConflict(run, first);
  const retry = `pawl retry ${run.id} ${first.phase}`;
  const resume = `pawl resume ${run.id}`;
  return [
    ...(first.checks.length > 0
      ? [
          {
            command: retry,
            does: "does the phase again; its tasks are told which checks did not pass",
          },
          { command: resume, does: "checks the gate again, for when it was at fault" },
        ]
      : [
          { command: resume, does: "tries that again, when nothing is in the way any more" },
          { command: retry, does: "does the phase again" },
        ]),
    ...debugging(run, first.phase),
    ...rollingBack(run),
  ];
}

/** Only where the plan has an agent that could look at it. */
const debugging = (run: Run, target: string): NextCommand[] =>
  Object.keys(run.plan.agents ?? {}).length === 0
    ? []
    : [{ command: `pawl debug ${run.id} ${target}`, does: "has an agent find out why" }];

/** To the last phase that is completed, where there is one. */
function rollingBack(run: Run): NextCommand[] {
  const last = run.phases.findLast((each) => each.status === "completed");
  return last
    ? [
        {
          command: `pawl rollback ${run.id} ${last.spec.id}`,
          does: "goes back to just after that phase",
        },
      ]
    : [];
}

function afterFailure(run: Run, failed: readonly TaskState[]): NextCommand[] {
  const { id } = run;
  const resume = (does: string): NextCommand => ({ command: `pawl resume ${id}`, does });
  const [first] = failed;
  if (!first) return afterGate(run);
  const name = taskLabel(first);
  const wrote = first.attempts.length > 0;
  const several = failed.length > 1;
  return [
    ...(wrote ? [{ command: `pawl logs ${id} ${name}`, does: "shows all that it wrote" }] : []),
    ...opening(run, first.phase),
    several
      ? resume(
          `tries the ${failed.length} failed tasks again and goes on with what depends on them`,
        )
      : resume("tries it again and goes on with what depends on it"),
    ...(several
      ? [{ command: `pawl retry ${id} ${name}`, does: "tries only this one again" }]
      : []),
    {
      command: `pawl skip ${id} ${name}`,
      does: "passes over it; pawl resume then goes on without it",
    },
    ...debugging(run, name),
    ...(run.plan.phases.some((each) => each.gate) ? rollingBack(run) : []),
  ];
}

function interrupted(run: Run, resume: (does: string) => NextCommand): NextCommand[] {
  return run.abortRequested
    ? [resume("takes it up just to end it")]
    : [resume("goes on where it stopped")];
}

function whileRunning(run: Run, abort: NextCommand): NextCommand[] {
  if (run.abortRequested)
    return [{ command: `pawl status ${run.id} --watch`, does: "shows it end" }];
  return [
    { command: `pawl status ${run.id} --watch`, does: "shows it as it goes" },
    { command: `pawl logs ${run.id} -f`, does: "shows what the tasks write" },
    { command: `pawl pause ${run.id}`, does: "starts nothing new until it is resumed" },
    abort,
  ];
}
