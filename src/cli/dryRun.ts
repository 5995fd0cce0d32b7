import { resolve } from "node:path";
import { evolve } from "../core/evolve.ts";
import { runId } from "../core/ids.ts";
import type { Env, EnvValue, Phase, Plan } from "../core/plan.ts";
import type { Gate } from "../core/gate.ts";
import { renderPrompt } from "../core/prompt.ts";
import { commandOf, settingsOf } from "../core/plan.ts";
import type { PlanSource, RunOptions } from "../core/events.ts";
import type { Params } from "../core/result.ts";
import { ReadyQueue } from "../core/readyQueue.ts";
import { isInScope } from "../core/run.ts";
import type { PhaseState, Run, TaskState } from "../core/run.ts";
import { thisActor } from "../engine/engine.ts";
import { paramVariable } from "../core/environment.ts";
import { mayRun } from "../engine/scope.ts";
import { evaluate } from "../plan/expression.ts";
import { formatDuration } from "../views/duration.ts";
import { agentLines, plannedAgent } from "./plannedAgent.ts";
import { gateLines } from "./plannedGate.ts";
import { plannedWork, plannedWorkspace, workLines, workspaceLine } from "./plannedWork.ts";
import type { PlannedWork, PlannedWorkspace } from "./plannedWork.ts";
import type { PlannedAgent } from "./plannedAgent.ts";

/** One task as it would be run. */
export interface PlannedTask extends PlannedWork {
  readonly task: string;
  /** Tasks of the same step may run side by side. */
  readonly step: number;
  /** Shell text; left out where an agent carries it out. */
  readonly command?: string;
  readonly agent?: PlannedAgent;
  readonly cwd: string;
  /** What the plan adds to the environment; what only the run will tell is shown as the plan has it. */
  readonly env: Env;
  readonly timeoutMs: number;
  readonly tries: number;
  /** Why it would not run, or on what that depends. */
  readonly skipped?: string;
  readonly condition?: string;
}

export interface PlannedPhase {
  readonly phase: string;
  readonly dependsOn: readonly string[];
  readonly skipped?: string;
  /** The list of which each entry becomes a task; `tasks` then has what each of them is. */
  readonly from?: string;
  readonly tasks: readonly PlannedTask[];
  readonly gate?: Gate;
  readonly workspace?: PlannedWorkspace;
}

/** What a run of the plan would do, in order, with nothing done. */
export function dryRun(
  plan: Plan,
  source: PlanSource,
  params: Params,
  options: RunOptions,
): PlannedPhase[] {
  const id = runId("dry-run");
  const by = thisActor();
  const event = {
    type: "run-started",
    run: id,
    plan: { ...plan, phases: plan.phases.map(withTemplate) },
    source,
    params,
    options,
    by,
    version: "",
  } as const;
  const run = evolve(undefined, { seq: 1, at: 0, event });
  return inOrder(run.phases).map(({ node }) => plannedPhase(run, node));
}

/** Which tasks a list will give, only the run will tell; what each of them is stands for them. */
const withTemplate = (phase: Phase): Phase =>
  phase.tasksFrom ? { ...phase, tasks: [phase.tasksFrom.template] } : phase;

function plannedPhase(run: Run, phase: PhaseState): PlannedPhase {
  const { id, dependsOn, when, tasksFrom, gate } = phase.spec;
  const workspace = workspaceOf(run, phase);
  const skipped = isInScope(run, phase)
    ? whenText(when)
    : `comes after --until ${run.options.until}`;
  return {
    phase: id,
    dependsOn,
    ...(skipped ? { skipped } : {}),
    ...(tasksFrom ? { from: tasksFrom.source } : {}),
    tasks: inOrder(phase.tasks).map(({ node, step }) => plannedTask(run, node, step)),
    ...(gate ? { gate } : {}),
    ...(workspace ? { workspace } : {}),
  };
}

const workspaceOf = (run: Run, { spec }: PhaseState): PlannedWorkspace | undefined =>
  plannedWorkspace(run.plan, spec.workspace, (text) =>
    renderPrompt(text, { params: run.params }, evaluate),
  );

const whenText = (when: PhaseState["spec"]["when"]): string | undefined =>
  when === "failure" ? "runs only after a failure" : undefined;

function plannedTask(run: Run, task: TaskState, step: number): PlannedTask {
  const settings = settingsOf(run.plan, task.spec);
  const command = commandOf(task.spec);
  const agent = plannedAgent(run, task);
  return {
    task: task.address,
    step,
    ...(command === undefined ? {} : { command }),
    ...(agent ? { agent } : {}),
    cwd: resolve(run.source.dir, settings.cwd),
    env: plannedEnv(run, task),
    timeoutMs: settings.timeoutMs,
    tries: settings.retry.maxAttempts,
    ...plannedWork(task.spec, workspaceOf(run, task.phase) !== undefined),
    ...conditionOf(run, task),
  };
}

function conditionOf(run: Run, task: TaskState): { skipped?: string; condition?: string } {
  const { when } = task.spec;
  if (!when || when.type === "success") return {};
  if (when.type === "failure")
    return { skipped: "runs only if something that it depends on fails" };
  if (when.type === "always") return { condition: "runs whatever happens before it" };
  try {
    const runs = mayRun(run, task, evaluate);
    const certain = !/\b(outputs|tasks)\b/.test(when.source);
    if (certain) return runs ? {} : { skipped: `${when.source} is false` };
  } catch {
    // It reads what only the run will tell.
  }
  return { condition: `runs if ${when.source}` };
}

function plannedEnv(run: Run, task: TaskState): PlannedTask["env"] {
  const sources: (Env | undefined)[] = [run.plan.env, task.phase.spec.env, task.spec.env];
  const params = Object.entries(run.params).map(([name, value]) => [
    paramVariable(name),
    String(value),
  ]);
  return Object.assign({}, ...sources, Object.fromEntries(params)) as PlannedTask["env"];
}

interface Node<Self> {
  readonly index: number;
  readonly dependencies: readonly Self[];
  readonly dependents: readonly Self[];
}

/**
 * The nodes in the order in which they are started when there is one place, each with its step:
 * 1 for what waits for nothing, else one more than the last that it waits for.
 */
function inOrder<Self extends Node<Self>>(nodes: readonly Self[]): { node: Self; step: number }[] {
  const byIndex = new Map(nodes.map((each) => [each.index, each]));
  const open = new Map(nodes.map((each) => [each, each.dependencies.length]));
  const steps = new Map<Self, number>();
  const ready = new ReadyQueue();
  for (const each of nodes) if (each.dependencies.length === 0) ready.push(each.index);
  for (;;) {
    const [index] = ready.first(1, (each) => !steps.has(byIndex.get(each)!));
    if (index === undefined) return [...steps].map(([node, step]) => ({ node, step }));
    const node = byIndex.get(index)!;
    steps.set(node, 1 + Math.max(0, ...node.dependencies.map((each) => steps.get(each)!)));
    for (const dependent of node.dependents) {
      open.set(dependent, open.get(dependent)! - 1);
      if (open.get(dependent) === 0) ready.push(dependent.index);
    }
  }
}

/** The same for a person. */
export function dryRunText(
  phases: readonly PlannedPhase[],
  plan: Plan,
  concurrency: number,
): string {
  const lines = [
    `${plan.name}: would run, at most ${concurrency} side by side; nothing is run now`,
  ];
  for (const each of phases) {
    const after = each.dependsOn.length > 0 ? `  after ${each.dependsOn.join(", ")}` : "";
    lines.push(
      "",
      `phase ${each.phase}${after}${each.skipped ? `  (not run: ${each.skipped})` : ""}`,
    );
    if (each.workspace) lines.push(`  ${workspaceLine(each.workspace)}`);
    if (each.from !== undefined) lines.push(`  for each entry of ${each.from}:`);
    for (const task of each.tasks) lines.push(...taskLines(task));
    if (each.gate) lines.push("  gate", ...gateLines(each.gate).map((line) => `      ${line}`));
  }
  return lines.join("\n");
}

function envText(name: string, value: EnvValue): string {
  if (typeof value === "string") return value;
  if ("from" in value) return `<${value.from}>`;
  return value.pass === name ? "<passed on>" : `<passed on from ${value.pass}>`;
}

function commandLines(command = ""): string[] {
  const [first = "", ...rest] = command.trimEnd().split("\n");
  return [`$ ${first}`, ...rest.map((line) => `  ${line}`)];
}

function doerLines({ agent, command, instructions }: PlannedTask): string[] {
  if (agent) return agentLines(agent);
  if (instructions === undefined) return commandLines(command);
  const [first = "", ...rest] = instructions.trimEnd().split("\n");
  return [`a person: ${first}`, ...rest.map((line) => `  ${line}`)];
}

function taskLines(task: PlannedTask): string[] {
  const tries = task.tries > 1 ? `, up to ${task.tries} tries` : "";
  const state = task.skipped
    ? `  (skipped: ${task.skipped})`
    : task.condition
      ? `  (${task.condition})`
      : "";
  const env = Object.entries(task.env).map(
    ([name, value]) => `      ${name}=${envText(name, value)}`,
  );
  return [
    `  ${task.step}. ${task.task}${state}`,
    ...[...doerLines(task), ...workLines(task)].map((line) => `      ${line}`),
    `      in ${task.cwd}, timeout ${formatDuration(task.timeoutMs)}${tries}`,
    ...env,
  ];
}
