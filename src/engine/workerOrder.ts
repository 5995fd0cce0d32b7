import { join, resolve } from "node:path";
import { findBatch, findWorker, levelBelow, rulesFor } from "../core/askers.ts";
import type { Asker } from "../core/askers.ts";
import { attemptFolder, attemptMarker } from "../core/paths.ts";
import { settingsOf } from "../core/plan.ts";
import type { Run, TaskState } from "../core/run.ts";
import type { WorkerPlace } from "../core/workers.ts";
import { workerFolder } from "../executors/agent/attemptTools/workerFiles.ts";
import type { AgentOrder, AttemptOrder } from "../executors/port.ts";
import { viewsMember } from "./agentOrder.ts";
import { openFor } from "./openFor.ts";
import { environmentOf, paramsOf, sandboxOf } from "./order.ts";
import type { OrderContext } from "./order.ts";

/** A worker of an attempt. */
export interface WorkerOf extends WorkerPlace {
  readonly task: TaskState;
  readonly attempt: number;
}

/** Where whoever asks has its files, relative to the run's folder: an attempt's folder, or a worker's below it. */
export function folderOfAsker({ task, attempt, asker }: Asker): string {
  return asker === undefined
    ? attemptFolder(task.phase.spec.id, task.spec.id, attempt)
    : folderOfWorker({ task, attempt, ...asker });
}

/** A worker's folder, relative to the run's. */
export function folderOfWorker({ task, attempt, batch, worker }: WorkerOf): string {
  const asker = findBatch(task, attempt, batch)?.asker;
  const { tries = 1 } = findWorker(task, attempt, { batch, worker }) ?? {};
  return join(folderOfAsker({ task, attempt, asker }), workerFolder(batch, worker, tries));
}

/** An order for a worker that somebody else started. */
export function bareWorkerOrder(run: Run, of: WorkerOf, context: OrderContext): AttemptOrder {
  const { task, attempt, batch, worker } = of;
  const settings = settingsOf(run.plan, task.spec);
  const { tries = 1 } = findWorker(task, attempt, of) ?? {};
  const marker = attemptMarker(run.id, task.phase.spec.id, task.spec.id, attempt);
  return {
    folder: join(context.folder, folderOfWorker(of)),
    marker: `${marker}/${batch}/${worker}@${tries}`,
    command: "",
    cwd: resolve(openFor(run, task)?.cwd ?? run.source.dir, settings.cwd),
    env: {},
    timeoutMs: rulesFor(run, task)?.timeoutMs ?? settings.timeoutMs,
    graceMs: settings.graceMs,
    maxOutputBytes: settings.maxOutputBytes,
    promised: [],
  };
}

/** What a worker is to do. Throws with a text for a person if an expression of its environment fails. */
export function workerOrderFor(run: Run, of: WorkerOf, context: OrderContext): AttemptOrder {
  const { task, attempt } = of;
  const bare = bareWorkerOrder(run, of, context);
  const agent = agentOrderOf(run, of);
  const env = {
    ...environmentOf(run, task, context, agent.agent),
    PAWL_RUN: run.id,
    PAWL_PHASE: task.phase.spec.id,
    PAWL_TASK: task.spec.id,
    PAWL_ATTEMPT: String(attempt),
    PAWL_ATTEMPT_ID: bare.marker,
    PAWL_WORKER: of.worker,
    ...paramsOf(run),
  };
  const works = openFor(run, task)?.path ?? run.source.dir;
  const { sandbox } = sandboxOf(run, task, { works, folder: context.folder });
  return {
    ...bare,
    env,
    agent,
    // It only looks, so that there is nothing that it may write.
    ...(sandbox
      ? { sandbox: { writable: [], readOnly: [...sandbox.writable, ...sandbox.readOnly] } }
      : {}),
  };
}

function agentOrderOf(run: Run, of: WorkerOf): AgentOrder {
  const { task, attempt, batch, worker } = of;
  const rules = rulesFor(run, task);
  const reader = rules && run.plan.agents?.[rules.agent];
  const found = findWorker(task, attempt, of);
  if (!rules || !reader || !found) throw new Error(`the plan has no agent for workers`);
  const { workers: _, ...agent } = reader;
  const mayAsk = levelBelow({ task, attempt, asker: { batch, worker } }) <= rules.depth;
  const open = openFor(run, task);
  return {
    run: run.id,
    phase: task.phase.spec.id,
    task: task.spec.id,
    attempt,
    agent: { ...agent, permissions: "read-only", ...(mayAsk ? { workers: rules } : {}) },
    prompt: found.spec.prompt,
    acceptance: [],
    needs: [],
    produces: [],
    answers: [],
    ...viewsMember(run),
    ...(open ? { bounds: { branch: open.branch } } : {}),
    worker: { batch, worker, depth: rules.depth },
  };
}
