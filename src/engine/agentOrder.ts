import { resolve } from "node:path";
import type { Artifact } from "../core/artifact.ts";
import { agentOf } from "../core/agentOf.ts";
import { renderPrompt } from "../core/prompt.ts";
import { aggregateBefore, aggregateOf } from "../core/summaries.ts";
import { exceededText } from "../core/budgetText.ts";
import { nearlyUsed } from "../core/spend.ts";
import { currentOf, findPhase } from "../core/run.ts";
import { lastOfSameWork, originOf } from "../core/session.ts";
import type { Run, TaskState } from "../core/run.ts";
import { viewsOf } from "../core/views.ts";
import type { AgentOrder } from "../executors/port.ts";
import { compactOrderOf } from "./compactOrder.ts";
import { openFor } from "./openFor.ts";
import { ownOutputs } from "./ownOutputs.ts";
import { stageOrderOf } from "./stageOrder.ts";
import { scopeOf } from "./scope.ts";
import type { Evaluate } from "./scope.ts";
import { toldBy } from "./toldBy.ts";

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
  const compacts = task.attempts[attempt - 1]?.compacts;
  if (compacts !== undefined)
    return {
      ...compactOrderOf(run, task, attempt, { session: compacts, agent }),
      ...viewsMember(run),
    };
  const before = lastOfSameWork(task, attempt);
  const { session, why, memory } = originOf(run, task, before);
  const resume =
    session === undefined || !why ? undefined : { session, why, ...toldBy(task, session) };
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
    ...(memory ? { memory: memory.value } : {}),
    ...wrapUpFor(run),
  };
}

/** Files that Pawl itself writes where agents work: that they change is no agent's doing. */
export const viewsMember = (run: Run): Pick<AgentOrder, "views"> => {
  const mirrors = viewsOf(run.plan).map((each) => resolve(run.source.dir, each));
  const views = [...new Set([...mirrors, ...ownOutputs()])];
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
