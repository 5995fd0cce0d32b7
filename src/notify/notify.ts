import { spawn } from "node:child_process";
import { exceededText } from "../core/budgetText.ts";
import { passes } from "../core/environment.ts";
import type { Notify, NotifyOn } from "../core/plan.ts";
import { inWords } from "../core/inWords.ts";
import type { PhaseState, Run } from "../core/run.ts";

/** What a notification says; the JSON body of a webhook, and `PAWL_NOTIFY_*` for a command. */
export interface Message {
  readonly on: NotifyOn;
  readonly run: string;
  readonly plan: string;
  readonly status: string;
  readonly text: string;
  /** Of a run that is blocked: what must be answered, and the command that answers it. */
  readonly asking?: readonly Asking[];
  /** Of a run that waits: what must be approved, and the command that shows it. */
  readonly approving?: readonly Approving[];
}

interface Asking {
  /** `phase/task`. */
  readonly task: string;
  readonly question: string;
  readonly command: string;
}

interface Approving {
  readonly phase: string;
  readonly phrase: string;
  /** Of the evidence. */
  readonly digest: string;
  readonly command: string;
}

const approvingIn = (run: Run): Approving[] =>
  [...run.waiting].slice(0, MOST_ASKING).map(({ spec, evidence }) => ({
    phase: spec.id,
    phrase: spec.gate!.approve!.phrase,
    digest: evidence!.digest,
    command: `pawl approve ${run.id} ${spec.id}`,
  }));

const MOST_ASKING = 20;
const QUESTION_LENGTH = 500;

const askingIn = (run: Run): Asking[] =>
  [...run.blocked].slice(0, MOST_ASKING).map((task) => ({
    task: task.address,
    question: (task.flags ?? [])
      .map((each) => each.text)
      .join("; ")
      // It becomes a variable of an environment, and often a line of a chat.
      .replace(/[\p{Cc}\s]+/gu, " ")
      .trim()
      .slice(0, QUESTION_LENGTH),
    command: `pawl answer ${run.id} ${task.address} TEXT`,
  }));

/** `run r-1 of "a plan" is blocked: build/code asks: Which? (pawl answer r-1 build/code TEXT)`. */
function textOf(run: Run, asking: readonly Asking[], approving: readonly Approving[]): string {
  const name = `run ${run.id} of "${run.plan.name}"`;
  if (run.status === "budget-exceeded" && run.over) return `${name} ${exceededText(run.over)}`;
  const state = `${name} is ${run.status}`;
  if (run.pausedBecause === "context")
    return `${state}: a session takes up much of its model's window (pawl why ${run.id})`;
  if (approving.length > 0) {
    const phases = approving.map((each) => `${each.phase} must be approved (${each.command})`);
    return `${state}: ${phases.join("; ")}`;
  }
  if (asking.length === 0) return state;
  const questions = asking.map((each) => `${each.task} asks: ${each.question} (${each.command})`);
  return `${state}: ${questions.join("; ")}`;
}

/** The occasion that a run's state is, if it is one. */
export function occasionOf(run: Run): NotifyOn | undefined {
  switch (run.status) {
    case "waiting":
    case "blocked":
    case "failed":
    case "completed":
      return run.status;
    // A person has to raise it before the run goes on.
    case "budget-exceeded":
      return "blocked";
    // By whoever paused it otherwise that is known.
    case "paused":
      return run.pausedBecause === "context" ? "waiting" : undefined;
    default:
      return undefined;
  }
}

/**
 * Tells all who want to know. Never throws and never takes longer than the longest timeout:
 * what went wrong is given back as lines for a person.
 */
export async function notifyAll(run: Run, env: NodeJS.ProcessEnv): Promise<string[]> {
  const on = occasionOf(run);
  if (!on) return [];
  const asking = on === "blocked" ? askingIn(run) : [];
  const approving = on === "waiting" ? approvingIn(run) : [];
  const message: Message = {
    on,
    run: run.id,
    plan: run.plan.name,
    status: run.status,
    text: textOf(run, asking, approving),
    ...(asking.length === 0 ? {} : { asking }),
    ...(approving.length === 0 ? {} : { approving }),
  };
  const wanted = run.plan.notify.filter((each) => each.on.includes(on));
  const problems = await Promise.all(
    wanted.map((each) => notifyOne(each, message, run.source.dir, env)),
  );
  return problems.filter((each) => each !== undefined);
}

const ESCALATION_MS = 60_000;

/**
 * Nobody approved a phase in time: runs the command that the plan has for that, and tells all who want to know of runs
 * that wait. Problems are given back, as by `notifyAll`.
 */
export async function escalate(
  run: Run,
  phase: PhaseState,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const { timeout } = phase.spec.gate?.approve ?? {};
  if (!timeout) return [];
  const late = approvingIn(run).filter((each) => each.phase === phase.spec.id);
  const text = `nobody approved ${phase.spec.id} of run ${run.id} within ${inWords(timeout.afterMs)} (pawl approve ${run.id} ${phase.spec.id})`;
  const of = { run: run.id, plan: run.plan.name, status: run.status };
  const message: Message = { on: "waiting", ...of, text, approving: late };
  const hook: Notify[] =
    timeout.run === undefined
      ? []
      : [
          {
            on: ["waiting"],
            target: { type: "command", run: timeout.run },
            timeoutMs: ESCALATION_MS,
          },
        ];
  const wanted = [...hook, ...run.plan.notify.filter((each) => each.on.includes("waiting"))];
  const problems = await Promise.all(
    wanted.map((each) => notifyOne(each, message, run.source.dir, env)),
  );
  return problems.filter((each) => each !== undefined);
}

async function notifyOne(
  notify: Notify,
  message: Message,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const { target, timeoutMs } = notify;
  try {
    if (target.type === "webhook") await post(target.url, message, timeoutMs);
    else await runCommand(target.run, message, timeoutMs, cwd, env);
    return undefined;
  } catch (error) {
    // A webhook's address often holds its secret: only its host is shown.
    const whom =
      target.type === "webhook"
        ? `webhook at ${new URL(target.url).host}`
        : `command "${target.run}"`;
    return `notification not delivered: the ${whom} ${reasonOf(error, timeoutMs)}; the run is not affected`;
  }
}

async function post(url: string, message: Message, timeoutMs: number): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`answered ${response.status}`);
}

function runCommand(
  command: string,
  message: Message,
  timeoutMs: number,
  cwd: string,
  host: NodeJS.ProcessEnv,
): Promise<void> {
  const allowed = Object.fromEntries(Object.entries(host).filter(([name]) => passes(name)));
  const env = {
    ...allowed,
    PAWL_NOTIFY_ON: message.on,
    PAWL_NOTIFY_RUN: message.run,
    PAWL_NOTIFY_PLAN: message.plan,
    PAWL_NOTIFY_STATUS: message.status,
    PAWL_NOTIFY_TEXT: message.text,
  };
  return new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", command], { cwd, env, stdio: "ignore", detached: true });
    const timer = setTimeout(() => {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
      reject(new Error(TIMED_OUT));
    }, timeoutMs);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(code === null ? `was killed by ${signal}` : `ended with exit ${code}`));
    });
  });
}

const TIMED_OUT = "took too long";

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.message === TIMED_OUT)
    return `did not answer within ${timeoutMs / 1000} s`;
  const cause =
    error.cause instanceof Error
      ? ((error.cause as NodeJS.ErrnoException).code ?? error.cause.message)
      : undefined;
  return cause === undefined ? error.message : `could not be reached (${cause})`;
}
