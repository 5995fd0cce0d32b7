import { join, resolve } from "node:path";
import { claimedFiles } from "../core/claimedFile.ts";
import { otherTask, refutedBy } from "../core/claims.ts";
import { attemptFolder } from "../core/paths.ts";
import { settingsOf } from "../core/plan.ts";
import type { Report } from "../core/report.ts";
import type { AttemptResult } from "../core/result.ts";
import type { Run, TaskState } from "../core/run.ts";
import type { ClaimsOrder, Workspaces } from "../workspaces/port.ts";
import { messageOf } from "./messageOf.ts";
import { openFor } from "./openFor.ts";
import { agentOf } from "../core/agentOf.ts";

/** What claims are looked at with. */
export interface ClaimsContext {
  /** Absolute path of the run's folder. */
  readonly folder: string;
  readonly workspaces?: Workspaces | undefined;
}

/**
 * To what an agent says it has done, what of it is so: an attempt that says of files that they were changed, and they
 * were not, has failed, and so has one that reports another task. Of a partial report that is a warning. Never rejects.
 */
export async function withClaims(
  run: Run,
  task: TaskState,
  result: AttemptResult,
  context: ClaimsContext,
): Promise<AttemptResult> {
  const report = result.account?.report;
  if (result.type !== "succeeded" || !report || !claimsWork(run, task)) return result;
  const other = otherTask(run, task, report);
  const differing = await differingOf(run, task, report, context);
  const lines = [...(other === undefined ? [] : [other]), ...differing];
  if (lines.length === 0) return result;
  const { account } = result;
  if (report.status === "partial" && other === undefined)
    return { ...result, account: { ...account, report: { ...report, doubts: lines } } };
  return { type: "failed", failure: refutedBy(lines), ...(account ? { account } : {}) };
}

/** A review and an agent that may only read claim nothing: what they name is what they looked at. */
function claimsWork(run: Run, task: TaskState): boolean {
  const stage = task.attempts.at(-1)?.stage;
  if (stage !== undefined && stage !== "write-test" && stage !== "implement") return false;
  const agent = agentOf(run, task);
  return agent !== undefined && agent.permissions !== "read-only";
}

async function differingOf(
  run: Run,
  task: TaskState,
  report: Report,
  { folder, workspaces }: ClaimsContext,
): Promise<string[]> {
  const names = new Set<string>((task.phase.spec.produces ?? []).map(({ name }) => name));
  const said = (report.files ?? []).filter((each) => !names.has(each.trim()));
  const files = said.flatMap(claimedFiles);
  if (!workspaces || files.length === 0) return [];
  try {
    const refuted = await workspaces.refutedClaims({ ...orderOf(run, task, folder), files });
    return refuted.map(({ said, why }) => `${said} ${why}`);
  } catch (error) {
    return [`the files that it names cannot be looked at: ${messageOf(error)}`];
  }
}

function orderOf(run: Run, task: TaskState, folder: string): Omit<ClaimsOrder, "files"> {
  const { spec, phase, attempts } = task;
  const open = openFor(run, task);
  const since = open && (task.workspace ? open.base : phase.head);
  const dir = open?.cwd ?? run.source.dir;
  const first = attempts[0];
  const worktree = open && since !== undefined ? { path: open.path, since } : undefined;
  return {
    cwd: resolve(dir, settingsOf(run.plan, spec).cwd),
    dir,
    ...(worktree ? { worktree: { ...worktree, checkout: run.source.dir } } : {}),
    begun: first?.startedAt ?? 0,
    firstFolder: join(folder, attemptFolder(phase.spec.id, spec.id, 1)),
    again: attempts.length > 1,
    folder,
    ...(spec.scope ? { scope: spec.scope } : {}),
  };
}
