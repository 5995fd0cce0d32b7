import { resolve } from "node:path";
import type { Artifact } from "../core/artifact.ts";
import type { AgentTask } from "../core/agent.ts";
import { agentOf } from "../core/agentOf.ts";
import { renderPrompt } from "../core/prompt.ts";
import { aggregateBefore, aggregateOf } from "../core/summaries.ts";
import { isReview, isTestRun } from "../core/stages.ts";
import { exceededText } from "../core/budgetText.ts";
import { nearlyUsed } from "../core/spend.ts";
import { currentOf, findPhase } from "../core/run.ts";
import type { AttemptState, Run, TaskState } from "../core/run.ts";
import { viewsOf } from "../core/views.ts";
import { addUsage } from "../core/usage.ts";
import type { Usage } from "../core/usage.ts";
import type { AgentOrder } from "../executors/port.ts";
import { openFor } from "./openFor.ts";
import { isSameWork, stageOrderOf } from "./stageOrder.ts";
import { scopeOf } from "./scope.ts";
import type { Evaluate } from "./scope.ts";

/** What an agent is to do: its task, what it needs, how the last attempt failed; nothing of earlier phases beyond that. */
export function agentOrderOf(
  run: Run,
  task: TaskState,
  attempt: number,
  evaluate: Evaluate,
): AgentOrder | undefined {
  const { spec, phase } = task;
  const agent = agentOf(run, task);
  if (spec.kind !== "agent" || !agent) return undefined;
  const before = task.attempts.findLast(
    (each) => each.number < attempt && isSameWork(run, task, each),
  );
  const resume = sessionFor(task, spec, before);
  const open = openFor(run, task);
  // First of all: an expression over one that is not there would tell less.
  const needs = neededBy(run, task);
  return {
    run: run.id,
    phase: phase.spec.id,
    task: spec.id,
    attempt,
    agent,
    prompt: renderPrompt(spec.prompt, scopeOf(run, task), evaluate),
    ...(spec.description === undefined ? {} : { description: spec.description }),
    acceptance: spec.acceptance ?? [],
    ...viewsMember(run),
    needs,
    ...summariesFor(run, task),
    produces: producedBy(task),
    ...stageOrderOf(run, task, attempt),
    ...(open ? { bounds: { branch: open.branch } } : {}),
    ...(before?.failure ? { failed: { attempt: before.number, failure: before.failure } } : {}),
    answers: task.answers ?? [],
    ...(phase.rejections ? { rejections: phase.rejections } : {}),
    ...(task.diagnosis === undefined ? {} : { diagnosis: task.diagnosis }),
    ...(run.plan.inputs ? { inputs: run.plan.inputs } : {}),
    ...(resume ? { resume } : {}),
    ...wrapUpFor(run),
  };
}

const viewsMember = (run: Run): Pick<AgentOrder, "views"> => {
  const views = viewsOf(run.plan).map((each) => resolve(run.source.dir, each));
  return views.length === 0 ? {} : { views };
};

/** What the run has used, where it was warned and nobody has raised the limit since. */
function wrapUpFor({ budget, warned, spend, updatedAt }: Run): Pick<AgentOrder, "wrapUp"> {
  const near = (budget ? nearlyUsed(spend, budget, updatedAt) : []).filter((each) =>
    warned.has(each.of),
  );
  return near.length === 0 ? {} : { wrapUp: near.map(exceededText).join(", and ") };
}

/** The artifacts that the task's phase needs, in their newest version. */
function neededBy(run: Run, { phase }: TaskState): Artifact[] {
  return (phase.spec.needs ?? []).map((name) => {
    const newest = currentOf(run, name);
    if (newest) return newest.artifact;
    const from = run.phases.find((each) => each.spec.produces?.some((one) => one.name === name));
    const why = from
      ? `phase ${from.spec.id} is ${from.status} and did not hand it on`
      : "no phase hands it on";
    throw new Error(
      `the artifact ${name}, which phase ${phase.spec.id} needs, is not there: ${why}`,
    );
  });
}

/** The summaries that its phase asks for, as they are now; of the phase itself, of what the task has waited for. */
function summariesFor(run: Run, task: TaskState): Pick<AgentOrder, "summaries"> {
  const { summaries, id: own } = task.phase.spec;
  if (!summaries) return {};
  const heard = summaries.flatMap((id) => {
    const text = id === own ? aggregateBefore(task) : aggregateOf(findPhase(run, id));
    if (id === own && text === undefined) return [];
    return [{ phase: id, ...(text === undefined ? {} : { text }) }];
  });
  return { summaries: heard };
}

/** What of its phase's artifacts the task is to hand in. */
export const producedBy = ({ spec, phase }: TaskState): AgentOrder["produces"] =>
  (phase.spec.produces ?? []).filter((each) => spec.produces?.includes(each.name));

/**
 * The session to go on in: its own, where an attempt of the task was cut short or did not report as it should, but not
 * after a failure that the same session would only meet again, nor where the agent gave up by itself; else, where the
 * phase shares one, that of the agent's last task in the phase.
 */
function sessionFor(
  task: TaskState,
  spec: AgentTask,
  before: AttemptState | undefined,
): AgentOrder["resume"] {
  // What was done and sent back is done afresh, but where a stage sent it back.
  const afresh = before?.status === "succeeded" || before?.failure?.class === "fatal";
  if (before && !afresh && !gaveUp(before)) {
    const session = before.account?.session;
    return session === undefined
      ? undefined
      : { session, why: "cut-short", ...toldBy(task, session) };
  }
  const shared = sharedWith(task, spec)?.account?.session;
  return shared === undefined
    ? undefined
    : { session: shared, why: "shared", ...toldBy(task, shared) };
}

/** Whose session the attempt goes on in, where it is not its own that was cut short. */
function sharedWith(task: TaskState, spec: AgentTask): AttemptState | undefined {
  const { pipeline } = task.spec;
  const works = task.attempts.filter(
    ({ round, stage, status }) =>
      round === task.round &&
      status === "succeeded" &&
      (stage === "write-test" || stage === "implement"),
  );
  const last = works.at(-1);
  if (pipeline && isReview(task.stage?.name))
    return pipeline.review === "inline" ? last : undefined;
  if (pipeline && last) return last;
  return task.phase.spec.context === "phase" ? lastOf(task, spec.agent) : undefined;
}

/** It ended its work, and reported that it could not be done. One that asked somebody goes on once it is answered. */
const gaveUp = ({ account, failure }: AttemptState): boolean =>
  account?.report?.status === "failure" && failure?.class !== "blocked";

/** The newest attempt of the agent's in the task's phase that came to a good end. */
function lastOf(task: TaskState, agent: string): AttemptState | undefined {
  return task.phase.tasks
    .filter((each) => each.spec.kind === "agent" && each.spec.agent === agent)
    .flatMap((each) =>
      each.attempts.filter(
        (attempt) =>
          attempt.status === "succeeded" && !isReview(attempt.stage) && !isTestRun(attempt.stage),
      ),
    )
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
    .at(-1);
}

/** What the session has told so far, in whichever attempts. */
function toldBy({ phase }: TaskState, session: string): { usage?: Usage } {
  const told = phase.tasks
    .flatMap((each) => each.attempts)
    .flatMap(({ account }) =>
      account?.session === session && account.usage ? [account.usage] : [],
    );
  return told.length === 0 ? {} : { usage: told.reduce(addUsage) };
}
