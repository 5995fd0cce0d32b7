import { join, resolve } from "node:path";
import type { Agent } from "../core/agent.ts";
import { agentOf } from "../core/agentOf.ts";
import { paramVariable, passes } from "../core/environment.ts";
import { ATTEMPT_FILES, attemptFolder, attemptMarker } from "../core/paths.ts";
import { commandOf, settingsOf } from "../core/plan.ts";
import { isHoused } from "../core/housing.ts";
import type { PhaseState, Run, TaskState } from "../core/run.ts";
import type { AttemptOrder } from "../executors/port.ts";
import { isTestRun } from "../core/stages.ts";
import type { Pipeline } from "../core/pipeline.ts";
import { inTurn } from "../core/inTurn.ts";
import { agentOrderOf, producedBy } from "./agentOrder.ts";
import { openFor, openOf, variablesOf } from "./openFor.ts";
import { scopeOf, scopeOfPhase, valuesOf } from "./scope.ts";
import type { Evaluate } from "./scope.ts";

export interface OrderContext {
  /** Absolute path of the run's folder. */
  readonly folder: string;
  /** The environment of this process, of which the allow-list takes its part. */
  readonly host: Readonly<Record<string, string | undefined>>;
  readonly evaluate: Evaluate;
}

/** What an attempt is to do, as its executor needs it. Throws with a text for a person if an expression fails. */
export function orderFor(
  run: Run,
  task: TaskState,
  attempt: number,
  context: OrderContext,
): AttemptOrder {
  const env = { ...environmentOf(run, task, context), ...identityOf(run, task, attempt, context) };
  const agent = agentOrderOf(run, task, attempt, context.evaluate);
  const works = openFor(run, task)?.path ?? run.source.dir;
  const sandbox = sandboxOf(run, task, { works, folder: context.folder });
  return {
    ...bareOrder(run, task, attempt, context),
    env,
    ...sandbox,
    ...(agent ? { agent } : {}),
  };
}

/**
 * What a task may write where its plan keeps it in a sandbox: where it works, save git's own files and Pawl's.
 * @param where the uppermost folder in which it works, and the run's folder
 */
export function sandboxOf(
  { plan }: Run,
  { spec }: TaskState,
  where: { readonly works: string; readonly folder: string },
): Pick<AttemptOrder, "sandbox"> {
  if (settingsOf(plan, spec).isolation !== "sandbox") return {};
  const readOnly = [join(where.works, ".git"), resolve(where.folder, "../..")];
  return { sandbox: { writable: [where.works], readOnly } };
}

/** An order for an attempt that somebody else started: no environment is worked out for it. */
export function bareOrder(
  run: Run,
  task: TaskState,
  attempt: number,
  context: OrderContext,
): AttemptOrder {
  const settings = settingsOf(run.plan, task.spec);
  const { test, runs } = runOf(task);
  return {
    folder: folderOf(task, attempt, context),
    marker: markerOf(run, task, attempt),
    command: runs?.run ?? commandOf(task.spec) ?? "",
    cwd: resolve(openFor(run, task)?.cwd ?? run.source.dir, settings.cwd),
    env: {},
    timeoutMs: runs?.timeoutMs ?? settings.timeoutMs,
    graceMs: settings.graceMs,
    maxOutputBytes: settings.maxOutputBytes,
    promised: runs || isCompaction(task, attempt) ? [] : (task.spec.outputs ?? []),
    ...(test ? { isTest: true } : {}),
    ...producesOf(task),
    ...boundsOf(run, task),
  };
}

/** An agent's are in its own order. */
function boundsOf(run: Run, task: TaskState): Pick<AttemptOrder, "bounds"> {
  const open = openFor(run, task);
  return open && !agentOf(run, task) ? { bounds: { branch: open.branch } } : {};
}

/** It makes a session compact, and does nothing of the task. */
const isCompaction = (task: TaskState, attempt: number): boolean =>
  task.attempts[attempt - 1]?.compacts !== undefined;

/** What Pawl itself is to run of a task's stages. */
function runOf({ spec, stage }: TaskState): {
  readonly test?: NonNullable<Pipeline["test"]>;
  readonly runs?: NonNullable<Pipeline["test"]>;
} {
  const { test, check } = spec.pipeline ?? {};
  if (isTestRun(stage?.name)) return test ? { test, runs: test } : {};
  if (stage?.name !== "check" || !check) return {};
  return { runs: { run: inTurn(check.run), timeoutMs: check.timeoutMs } };
}

/** An agent's are in its own order. */
function producesOf(task: TaskState): Pick<AttemptOrder, "produces"> {
  if (task.spec.kind === "agent" || !task.spec.produces) return {};
  return { produces: producedBy(task) };
}

const folderOf = (task: TaskState, attempt: number, context: OrderContext): string =>
  join(context.folder, attemptFolder(task.phase.spec.id, task.spec.id, attempt));

const markerOf = (run: Run, task: TaskState, attempt: number): string =>
  attemptMarker(run.id, task.phase.spec.id, task.spec.id, attempt);

/**
 * What a plan gives a task, over what the allow-list lets through.
 * @param agent whoever it is for, where that is not the task's own
 */
export function environmentOf(
  run: Run,
  task: TaskState,
  context: OrderContext,
  agent: Agent | undefined = agentOf(run, task),
): Record<string, string> {
  const passed = (agent?.passEnv ?? []).flatMap((name) => {
    const value = context.host[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const open = openFor(run, task);
  const given = {
    ...run.plan.env,
    ...(open ? run.plan.workspace?.env : {}),
    ...task.phase.spec.env,
    ...agent?.env,
    ...task.spec.env,
  };
  const values = valuesOf(given, () => scopeOf(run, task), context);
  return {
    ...letThrough(context),
    ...Object.fromEntries(passed),
    ...variablesOf(open),
    ...values,
  };
}

/** The same for what belongs to a phase and to none of its tasks. */
export function environmentOfPhase(
  run: Run,
  phase: PhaseState,
  context: OrderContext,
): Record<string, string> {
  const housed = isHoused(run, phase);
  const given = {
    ...run.plan.env,
    ...(housed ? run.plan.workspace?.env : {}),
    ...phase.spec.env,
  };
  const values = valuesOf(given, () => scopeOfPhase(run, phase), context);
  return { ...letThrough(context), ...variablesOf(openOf(run, phase)), ...values };
}

function letThrough({ host }: OrderContext): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(host)) {
    if (value !== undefined && passes(name)) env[name] = value;
  }
  return env;
}

function identityOf(
  run: Run,
  task: TaskState,
  attempt: number,
  context: OrderContext,
): Record<string, string> {
  const env: Record<string, string> = {
    PAWL_RUN: run.id,
    PAWL_PHASE: task.phase.spec.id,
    PAWL_TASK: task.spec.id,
    PAWL_ATTEMPT: String(attempt),
    PAWL_ATTEMPT_ID: markerOf(run, task, attempt),
    PAWL_OUTPUT: join(folderOf(task, attempt, context), ATTEMPT_FILES.outputs),
  };
  if (task.spec.produces)
    env["PAWL_ARTIFACTS"] = join(folderOf(task, attempt, context), ATTEMPT_FILES.artifacts);
  return Object.assign(env, paramsOf(run));
}

/** The parameters, each in a variable of its own. */
export const paramsOf = ({ params }: Run): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [paramVariable(name), String(value)]),
  );
