import type { AttemptState, AttemptStatus, PhaseState, Run, TaskState } from "../core/run.ts";
import type { Usage } from "../core/usage.ts";
import { agentOf } from "./limit.ts";
import { sharedContext } from "./sharedContext.ts";
import type { AgentAttempt, SharedContext } from "./sharedContext.ts";
import { figuresOf, figuresOfModel, sumFigures, withBounds } from "./tokenFigures.ts";
import type { Figures } from "./tokenFigures.ts";
import { taskLabel } from "./words.ts";
import { usagesOfWorkers, workerAgentOf } from "./workers.ts";

export interface AttemptTokens extends Figures {
  readonly attempt: number;
  readonly status: AttemptStatus;
  /** Models that it used, as its agent names them. */
  readonly models: readonly string[];
}

export interface TaskTokens extends Figures {
  readonly id: string;
  readonly agent: string;
  readonly attempts: readonly AttemptTokens[];
}

export interface PhaseTokens extends Figures {
  readonly id: string;
  readonly tasks: readonly TaskTokens[];
}

/** What the agents of a run used. Each sum is of the attempts that were started. */
export interface RunTokens extends Figures {
  readonly phases: readonly PhaseTokens[];
  readonly agents: readonly ({ readonly id: string } & Figures)[];
  /** Requests are not told by model: they are unknown here. */
  readonly models: readonly ({ readonly id: string } & Figures)[];
  readonly sharedContext: SharedContext;
}

/** Nothing where no agent has had an attempt. */
export function runTokens(run: Run): RunTokens | undefined {
  const attempts = agentAttempts(run);
  if (attempts.length === 0) return undefined;
  return {
    ...sumOf(attempts.map((each) => each.attempt)),
    phases: run.phases.flatMap(phaseTokens),
    agents: grouped([...attempts.map(ownUsage), ...workerUsages(run)], (each) => each.agent).map(
      ([id, of]) => ({ id, ...sumFigures(of.map((each) => figuresOf(each.usage))) }),
    ),
    models: modelTokens(attempts),
    sharedContext: sharedContext(attempts),
  };
}

/** What an agent's task used in all its attempts; nothing for a command, or where none was started. */
export function taskTokens(task: TaskState): Figures | undefined {
  const isAgents = agentOf(task.spec) !== undefined && task.attempts.length > 0;
  return isAgents ? sumOf(task.attempts) : undefined;
}

const sumOf = (attempts: readonly AttemptState[]): Figures =>
  sumFigures(attempts.flatMap(usagesOf).map(figuresOf));

/** Of the attempt's own agent, and of its workers. */
const usagesOf = (attempt: AttemptState): (Usage | undefined)[] => [
  attempt.account?.usage,
  ...usagesOfWorkers(attempt),
];

interface AgentUsage {
  readonly agent: string;
  readonly usage: Usage | undefined;
}

const ownUsage = ({ agent, attempt }: AgentAttempt): AgentUsage => ({
  agent,
  usage: attempt.account?.usage,
});

/** By the agent that they are, not the one that asked. */
const workerUsages = (run: Run): AgentUsage[] =>
  run.tasks.flatMap((task) =>
    task.attempts.flatMap((attempt) =>
      usagesOfWorkers(attempt).map((usage) => ({
        agent: workerAgentOf(run, task) ?? "workers",
        usage,
      })),
    ),
  );

/** In the order in which they were started. */
function agentAttempts(run: Run): AgentAttempt[] {
  const found = run.tasks.flatMap((task) => {
    const agent = agentOf(task.spec);
    if (agent === undefined) return [];
    return task.attempts.map((attempt) => ({ name: taskLabel(task), agent, attempt }));
  });
  return found.sort((a, b) => a.attempt.startedAt - b.attempt.startedAt);
}

function phaseTokens(phase: PhaseState): PhaseTokens[] {
  const tasks = phase.tasks.filter((each) => taskTokens(each));
  if (tasks.length === 0) return [];
  return [
    {
      id: phase.spec.id,
      ...sumOf(tasks.flatMap((each) => each.attempts)),
      tasks: tasks.map((each) => ({
        id: each.spec.id,
        agent: agentOf(each.spec)!,
        ...sumOf(each.attempts),
        attempts: each.attempts.map(attemptTokens),
      })),
    },
  ];
}

const modelOf = ({ model }: { readonly model: string }): string => model;

const attemptTokens = (attempt: AttemptState): AttemptTokens => ({
  attempt: attempt.number,
  status: attempt.status,
  models: [
    ...new Set(
      usagesOf(attempt)
        .flatMap((each) => each?.models ?? [])
        .map(modelOf),
    ),
  ],
  ...sumOf([attempt]),
});

/** An attempt that does not tell all may have used any of the models: then all of them may be more. */
function modelTokens(attempts: readonly AgentAttempt[]): ({ id: string } & Figures)[] {
  const usages = attempts.flatMap(({ attempt }) => usagesOf(attempt));
  const all = usages.every((each) => each !== undefined && !each.partial && each.models.length > 0);
  const models = usages.flatMap((each) => each?.models ?? []);
  return grouped(models, (each) => each.model).map(([id, of]) => {
    const figures = sumFigures(of.map(figuresOfModel));
    return { id, ...(all ? figures : withBounds(figures)) };
  });
}

function grouped<Item>(items: readonly Item[], by: (item: Item) => string): [string, Item[]][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(by(item), [...(groups.get(by(item)) ?? []), item]);
  return [...groups];
}
