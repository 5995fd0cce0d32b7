import { existsSync } from "node:fs";
import type { RunId } from "../../core/ids.ts";
import type { RunSummary } from "../../journal/store.ts";
import { filesOf } from "../../stores/json/files.ts";
import { holderOf } from "../../stores/json/lock.ts";
import { lossOf } from "../../stores/json/loss.ts";
import type { State } from "../state.ts";
import { ok, problem, warning } from "./check.ts";
import type { Check } from "./check.ts";

/** Journals older than these are not read, only missed: a check should not take long. `pawl audit RUN --verify` reads any. */
const READ = 20;

/** What the runs need: those that nobody drives any more, those whose journal cannot be read, locks left behind. */
export async function runChecks(state: State): Promise<Check[]> {
  const list = await state.store.list();
  const checks: Check[] = [];
  const damages: Check[] = [];
  for (const [at, each] of list.entries()) {
    const found = at < READ ? await damage(state, each) : loss(state, each);
    damages.push(...found);
    // A damaged run is to be repaired first: nothing else is offered for it.
    if (found.some(({ verdict }) => verdict === "problem")) continue;
    checks.push(...(await attention(state, each)), ...leftLocks(state, each));
  }
  const count = list.length === 1 ? "1 run" : `${list.length} runs`;
  return [ok("runs", list.length === 0 ? "none yet" : count), ...checks, ...damages];
}

async function attention(state: State, { run, status }: RunSummary): Promise<Check[]> {
  const holder = await state.store.holder(run);
  if (holder) return [ok(`run ${run}`, `driven by process ${holder.pid} on ${holder.host}`)];
  switch (status) {
    case "running":
      return [
        warning(
          `run ${run}`,
          "interrupted: the process that drove it is gone",
          `pawl resume ${run}`,
        ),
      ];
    case "paused":
      return [warning(`run ${run}`, "paused", `pawl resume ${run}`)];
    case "waiting":
    case "blocked":
    case "budget-exceeded":
      return [warning(`run ${run}`, status, `pawl why ${run}`)];
    case "completed":
    case "failed":
    case "aborted":
      return [];
  }
}

/** Locks of processes that are gone. They stop nobody: whoever comes next takes them over. */
function leftLocks(state: State, { run, status }: RunSummary): Check[] {
  const { lock, lease } = filesOf(state.folder, run);
  // An interrupted run always has its lease left; it is told of already.
  const files = status === "running" ? [lock] : [lock, lease];
  return files
    .filter((each) => existsSync(each) && !holderOf(each))
    .map((each) =>
      warning(
        `run ${run}`,
        `${each} is left by a process that is gone`,
        "nothing: the next command that needs it takes it over",
      ),
    );
}

async function damage(state: State, { run }: RunSummary): Promise<Check[]> {
  try {
    const { notes } = await state.store.read(run);
    return notes.map((each) => warning(`run ${run}`, each, `pawl audit ${run} --verify`));
  } catch (error) {
    return [damaged(run, error)];
  }
}

function loss(state: State, { run }: RunSummary): Check[] {
  const error = lossOf(filesOf(state.folder, run), run);
  return error ? [damaged(run, error)] : [];
}

/** One line for a run that cannot be read; what to do is what the store says. */
function damaged(run: RunId, error: unknown): Check {
  const text = error instanceof Error ? error.message : String(error);
  const repair = `pawl state repair ${run}`;
  const fix = text.includes(repair) ? repair : `pawl audit ${run} --verify`;
  return problem(`run ${run}`, text, fix);
}
