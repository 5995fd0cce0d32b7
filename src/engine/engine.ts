import { hostname, userInfo } from "node:os";
import { decide } from "../core/decide.ts";
import type { Actor, PlanSource, Recorded, RunOptions } from "../core/events.ts";
import { EXIT, PawlError } from "../core/error.ts";
import type { RunId } from "../core/ids.ts";
import type { GithubIssue, Plan } from "../core/plan.ts";
import { renderPrompt } from "../core/prompt.ts";
import { renderIssue } from "../core/githubIssue.ts";
import { replay } from "../core/replay.ts";
import type { PhaseImport, Request } from "../core/requests.ts";
import { isRefusal } from "../core/result.ts";
import type { Params, Refusal } from "../core/result.ts";
import { hasEnded } from "../core/run.ts";
import type { Run } from "../core/run.ts";
import { withoutPassword } from "../core/withoutPassword.ts";
import type { Executor } from "../executors/port.ts";
import type { Workspace } from "../core/workspace.ts";
import type { DetailsKeeper } from "../details/port.ts";
import type { Workspaces } from "../workspaces/port.ts";
import type { Gatekeeper } from "../gates/port.ts";
import type { Lease, Store } from "../journal/store.ts";
import { Driver } from "./driver.ts";
import type { DriverOptions } from "./driver.ts";
import { checkDeadHosts } from "./elsewhere.ts";
import type { DeadHosts } from "./elsewhere.ts";
import { messageOf } from "./messageOf.ts";
import { newRunId } from "./newRunId.ts";
import type { Evaluate } from "./scope.ts";

export interface EngineOptions {
  readonly store: Store;
  readonly executor: Executor;
  /** Without one no gate holds. */
  readonly gatekeeper?: Gatekeeper;
  /** Without them no phase gets a worktree. */
  readonly workspaces?: Workspaces;
  readonly details?: DetailsKeeper;
  readonly evaluate: Evaluate;
  /** Absolute path of a run's folder, where attempts have theirs. */
  readonly folderOf: (run: RunId) => string;
  /** The environment of which the allow-list takes its part. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names the state folder in which runs have their folders; asked when a run is about to be driven. */
  readonly stateId?: () => string | undefined;
  /** Version of Pawl, kept with the run. */
  readonly version: string;
  /** Told of the run as it is found, before anything is done. */
  readonly onOpen?: (run: Run) => void;
  /** Told of each event once it is durable, with the run as it is then. */
  readonly onEvent?: (recorded: Recorded, run: Run) => void;
}

export interface StartOptions extends RunOptions {
  readonly params?: Params;
  readonly source: PlanSource;
  /** Phases that another run had completed. */
  readonly imports?: readonly PhaseImport[];
  /** The commit that it begins from; what the plan says if not given. */
  readonly base?: string;
}

export interface ResumeOptions extends RunOptions {
  /** What is under way there is given up, and tried again as the plan says. */
  readonly deadHosts?: DeadHosts;
}

/** A run that this process drives. */
export interface Driving {
  readonly run: RunId;
  /** Resolves with the run as it is when driving stops: ended, paused, or interrupted. */
  readonly finished: Promise<Run>;
  /** Starts nothing new; what is under way is waited for. */
  drain(): void;
  /** Cancels what is under way; a resume does it again. */
  cancel(): void;
  /** Lets go at once; what is under way goes on by itself. */
  detach(): void;
}

export interface Engine {
  /** Writes down that there is a run of the plan; a `resume` in whichever process drives it. */
  create(plan: Plan, options: StartOptions): Promise<RunId>;
  /** Starts a run of the plan and drives it. */
  start(plan: Plan, options: StartOptions): Promise<Driving>;
  /**
   * Drives a run that is there: adopts what is under way, and goes on.
   * @param requests decided first, for instance a retry
   */
  resume(run: RunId, options?: ResumeOptions, requests?: readonly Request[]): Promise<Driving>;
  /** Drives a run only as far as the requests lead, for instance to its abort. */
  drive(run: RunId, requests: readonly Request[]): Promise<Driving>;
  /** Puts a request to a run, whoever drives it. Gives the run as it is then; a refusal throws `refused`. */
  request(run: RunId, request: Request): Promise<Run>;
}

/** What drives runs in this process, over any store and executor. */
export function createEngine(options: EngineOptions): Engine {
  return {
    create: (plan, given) => create(options, plan, given),
    start: async (plan, given) => {
      options.executor.prepare?.();
      return take(options, await create(options, plan, given), {}, () => []);
    },
    resume: (run, given = {}, requests = []) => resume(options, run, given, requests),
    drive: (run, requests) =>
      take(options, run, {}, (found) => {
        check(found, requests);
        return requests;
      }),
    request: (run, request) => put(options.store, run, request),
  };
}

/** Who acts, for the audit trail. */
export function thisActor(): Actor {
  return { user: userInfo().username, host: hostname(), pid: process.pid };
}

async function create(engine: EngineOptions, plan: Plan, given: StartOptions): Promise<RunId> {
  const { source, params: chosen = {}, imports, base: from, ...options } = given;
  const params = { ...defaultsOf(plan), ...chosen };
  // So that runs of one plan can be told apart by what they are about.
  const name = renderPrompt(plan.name, { params }, engine.evaluate);
  const id = newRunId(name, new Date());
  const workspace = workspaceFor(engine, plan, id, params);
  const github = issueFor(engine, plan, params);
  const base = from ?? (await baseFor(engine, plan, source.dir, workspace));
  const start = await startFor(engine, plan, source.dir, id);
  const by = thisActor();
  const { version } = engine;
  const seen = {
    ...(base === undefined ? {} : { base }),
    ...(start === undefined ? {} : { start }),
  };
  await put(engine.store, id, {
    type: "start",
    run: id,
    plan: {
      ...forJournal(plan),
      name,
      ...(workspace ? { workspace } : {}),
      ...(github ? { github } : {}),
    },
    source: { ...source, ...seen },
    params,
    options,
    by,
    version,
    ...(imports ? { imports } : {}),
  });
  return id;
}

/** Where the run's phases work, with its branch and base as they are for this run. */
function workspaceFor(
  { evaluate }: EngineOptions,
  plan: Plan,
  id: RunId,
  params: Params,
): Workspace | undefined {
  const { workspace } = plan;
  if (!workspace) return undefined;
  const { integrate = `pawl/${id}`, base } = workspace;
  const render = (text: string): string => renderPrompt(text, { params }, evaluate);
  return {
    ...workspace,
    integrate: render(integrate),
    ...(base === undefined ? {} : { base: render(base) }),
  };
}

/** The issue that is told how the run fares. */
function issueFor(
  { evaluate }: EngineOptions,
  plan: Plan,
  params: Params,
): GithubIssue | undefined {
  if (!plan.github) return undefined;
  try {
    return renderIssue(plan.github, (text) => renderPrompt(text, { params }, evaluate));
  } catch (error) {
    throw new PawlError("refused", (error as Error).message);
  }
}

/** The commit that a run begins from, where anything of it asks for one. */
async function baseFor(
  { gatekeeper, workspaces }: EngineOptions,
  plan: Plan,
  dir: string,
  workspace: Workspace | undefined,
): Promise<string | undefined> {
  const housed = plan.phases.some((each) => (each.workspace ?? workspace?.mode) === "worktree");
  try {
    if (housed) return await workspaces?.baseOf(dir, workspace?.base);
  } catch (error) {
    throw new PawlError("refused", (error as Error).message);
  }
  return plan.phases.some((each) => each.gate) ? gatekeeper?.headOf(dir) : undefined;
}

/** A commit of the files as they are, where guards compare with them: what nobody has committed can be taken away, too. */
async function startFor(
  { gatekeeper }: EngineOptions,
  { phases, workspace }: Plan,
  dir: string,
  id: RunId,
): Promise<string | undefined> {
  const compares = phases.some(
    (each) =>
      (each.workspace ?? workspace?.mode ?? "inplace") === "inplace" &&
      each.gate?.checks.some(({ type }) => type === "guard"),
  );
  try {
    return compares ? await gatekeeper?.startOf(dir, id) : undefined;
  } catch (error) {
    throw new PawlError(
      "refused",
      `the files in ${dir} cannot be kept as they are at the beginning, and guards of the plan compare with them: ${messageOf(error)}`,
    );
  }
}

/** A plan's parameters as they are where nothing is given. */
const defaultsOf = (plan: Plan): Params =>
  Object.fromEntries(
    Object.entries(plan.params).flatMap(([name, param]) =>
      param.default === undefined ? [] : [[name, param.default]],
    ),
  );

/** A plan may name its store by an address with a password, which is nothing for a journal. */
const forJournal = (plan: Plan): Plan =>
  plan.state === undefined ? plan : { ...plan, state: withoutPassword(plan.state) };

async function resume(
  engine: EngineOptions,
  id: RunId,
  given: ResumeOptions,
  requests: readonly Request[],
): Promise<Driving> {
  const { deadHosts, ...options } = given;
  return take(engine, id, { deadHosts }, (run, stateId) => {
    checkDeadHosts(run, deadHosts);
    const again: Request = {
      type: "resume",
      by: thisActor(),
      options,
      interrupted: run.status === "running" && hasBegun(run),
      ...(stateId === undefined ? {} : { stateId }),
    };
    const all = [...requests, again];
    // A refusal must be told before anything is done.
    check(run, all);
    return all;
  });
}

/** Before that nobody can have been interrupted in anything. */
const hasBegun = (run: Run): boolean => run.tasks.some((each) => each.attempts.length > 0);

/** Takes the lease, loads the run and drives it; the lease is given back when driving stops. */
async function take(
  engine: EngineOptions,
  id: RunId,
  { deadHosts }: Pick<DriverOptions, "deadHosts">,
  first: (run: Run, stateId: string | undefined) => readonly Request[],
): Promise<Driving> {
  const { store } = engine;
  const outcome = await store.lease(id);
  if (!outcome.ok) throw drivenBy(id, outcome.holder);
  try {
    const run = await load(store, id);
    engine.onOpen?.(run);
    const stateId = engine.stateId?.();
    const requests = first(run, stateId);
    const { fence } = outcome.lease;
    const driver = new Driver(run, {
      ...engine,
      fence,
      stateId,
      deadHosts,
      host: engine.env,
      folder: engine.folderOf(id),
    });
    return {
      run: id,
      finished: finish(engine, id, driver.drive(requests), outcome.lease),
      drain: () => driver.drain(),
      cancel: () => driver.cancel(),
      detach: () => driver.detach(),
    };
  } catch (error) {
    await outcome.lease.release();
    throw error;
  }
}

async function finish(
  engine: EngineOptions,
  id: RunId,
  driven: Promise<Run>,
  lease: Lease,
): Promise<Run> {
  const { store } = engine;
  try {
    const run = await driven;
    const interrupted = run.status === "running" && run.underway.size === 0;
    const settled = interrupted ? await put(store, id, { type: "pause", by: thisActor() }) : run;
    // A copy that cannot be made must not fail a run that is done.
    if (hasEnded(settled) || settled.status !== "running")
      await store.backup(id).catch(() => undefined);
    return settled;
  } finally {
    await lease.release();
  }
}

async function load(store: Store, id: RunId): Promise<Run> {
  const run = replay((await store.read(id)).events);
  if (!run) throw new PawlError("run-unknown", `run ${id} has not started: its journal is empty`);
  return run;
}

/** Decides on the journal as it is and appends; asked again when somebody else appended first. */
export async function put(store: Store, id: RunId, request: Request): Promise<Run> {
  for (;;) {
    const events = request.type === "start" ? [] : (await store.read(id)).events;
    const run = replay(events);
    const at = Math.max(Date.now(), run?.updatedAt ?? 0);
    const decided = decide(run, request, at);
    if (isRefusal(decided)) throw refusalOf(decided);
    if (decided.length === 0 && run) return run;
    const appended = await store.append(id, run?.seq ?? 0, decided, at);
    if (appended.ok) return replay(appended.recorded, run)!;
    if (request.type === "start")
      throw new PawlError("internal", `run id ${id} is taken; try again`);
  }
}

/** Throws the refusal of what a person asked for first; what follows it cannot be judged before it is done. */
function check(run: Run, requests: readonly Request[]): void {
  const first = requests.find((each) => each.type !== "resume") ?? requests[0]!;
  const decided = decide(run, first, Date.now());
  if (isRefusal(decided)) throw refusalOf(decided);
}

/** A resume that raises no limit ends as the run has ended. */
const refusalOf = ({ code, text }: Refusal): PawlError =>
  new PawlError("refused", text, code === "budget-exceeded" ? { exit: EXIT.budget } : {});

const drivenBy = (id: RunId, holder: { host: string; pid: number }): PawlError =>
  new PawlError(
    "driven-elsewhere",
    `run ${id} is driven by process ${holder.pid} on ${holder.host}; pawl status ${id} --watch follows it`,
    { exit: EXIT.driven },
  );
