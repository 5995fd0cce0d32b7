import type { Agent, AgentTask } from "./agent.ts";
import type { RunBudget } from "./budget.ts";
import type { ArtifactName, ArtifactSpec, JsonValue } from "./artifact.ts";
import type { ContextPolicy } from "./context.ts";
import type { Gate } from "./gate.ts";
import type { PhaseId, TaskId } from "./ids.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Scope, Workspace, WorkspaceMode } from "./workspace.ts";

/**
 * A literal; an expression whose value becomes the variable; or the name of a variable of the environment that
 * Pawl runs in, of which the journal does not hold the value. Never spliced into shell text.
 */
export type EnvValue = string | { readonly from: string } | { readonly pass: string };

export type Env = Readonly<Record<string, EnvValue>>;

/** How often a task is tried, and how long it rests between tries. Durations in milliseconds. */
export interface RetryPolicy {
  /** Tries in all, the first included; at least 1. */
  readonly maxAttempts: number;
  readonly backoff: "exponential" | "constant" | "none";
  /** Rest before the second try. */
  readonly delayMs: number;
  /** No rest is longer than this. */
  readonly maxDelayMs: number;
  /** Share of the rest that chance may take away or add, from 0 to 1. */
  readonly jitter: number;
}

/** What a task may set for itself and `defaults` may set for all. */
export interface TaskSettings {
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  /** Working folder, relative to the plan's folder. */
  readonly cwd: string;
  readonly continueOnError: boolean;
  /** How many bytes of output are kept on disk for one attempt. */
  readonly maxOutputBytes: number;
  /** Time between SIGTERM and SIGKILL when an attempt is stopped. */
  readonly graceMs: number;
  /** `sandbox`: what an attempt starts can write where it works, and hardly anywhere else. */
  readonly isolation?: Isolation;
}

export type Isolation = "none" | "sandbox";

/**
 * When a task runs, once all it depends on has settled.
 * An expression that reads `tasks` decides alone; any other also needs the dependencies to have succeeded.
 */
export type When =
  | { readonly type: "success" }
  | { readonly type: "failure" }
  | { readonly type: "always" }
  | { readonly type: "expression"; readonly source: string; readonly readsTasks: boolean };

/** `command`: shell text for `/bin/sh -c`. `agent`: a prompt for a coding agent. `manual`: a person does it. */
export type Task =
  | CommandTask
  | (TaskMembers & { readonly kind: "agent" } & AgentTask)
  | (TaskMembers & {
      readonly kind: "manual";
      /** What the person is asked to do. */
      readonly instructions: string;
      readonly produces?: readonly ArtifactName[];
    });

export type CommandTask = TaskMembers & {
  readonly kind: "command";
  /** Shell text, given to `/bin/sh -c` as it stands. */
  readonly run: string;
  /** Artifacts that it hands in, as JSON in `$PAWL_ARTIFACTS/<name>.json`; each is one of its phase's `produces`. */
  readonly produces?: readonly ArtifactName[];
};

interface TaskMembers extends Partial<TaskSettings> {
  readonly id: TaskId;
  readonly dependsOn: readonly TaskId[];
  readonly when?: When;
  readonly env?: Env;
  /** Names that the task promises to write to `$PAWL_OUTPUT`; missing ones fail the attempt. */
  readonly outputs?: readonly string[];
  readonly description?: string;
  /** Of a task that was made of a list: its entry, which expressions read as `item`. */
  readonly item?: JsonValue;
  /** What it may change, where Pawl commits what it does. */
  readonly scope?: Scope;
  /** The steps that its work goes through; one, and the commit where Pawl makes one, if not given. */
  readonly pipeline?: Pipeline;
  /** It was done before the run, by what the list says that it comes from: it is not run unless it is asked for again. */
  readonly imported?: true;
  /** It mends the merge of its phase into the run's branch, which it finds with the conflicts in it. */
  readonly mendsMerge?: true;
}

/** Tasks that come to be when their phase is opened: one for each entry of a list. */
export interface TasksFrom {
  /** A CEL expression over `params`, `inputs` and the `artifacts` that the phase needs; its value is a list. */
  readonly source: string;
  /** What each is, but for its id, which is made of this one's and the entry; expressions in it read `item`. */
  readonly template: Task;
  /** `sequence`: each waits for the one before it. */
  readonly order: "parallel" | "sequence";
}

export interface Phase {
  readonly id: PhaseId;
  /** The name as the plan's author wrote it, where it differs from the id. */
  readonly title?: string;
  readonly dependsOn: readonly PhaseId[];
  readonly when: "success" | "failure" | "always";
  /** A restore point for `recover --from` is recorded before the phase starts. */
  readonly checkpoint: boolean;
  readonly env?: Env;
  /** Artifacts of earlier phases that its tasks are given; nothing else of those phases reaches them. */
  readonly needs?: readonly ArtifactName[];
  /** Phases before it whose summaries its agents are given; of itself those of tasks before. */
  readonly summaries?: readonly PhaseId[];
  /** Artifacts that it hands on. */
  readonly produces?: readonly ArtifactSpec[];
  readonly gate?: Gate;
  /** All of its tasks together may take so long; then what is under way is cancelled and the phase fails. */
  readonly timeoutMs?: number;
  /** `phase`: its agent tasks share one session for each agent; `task`, the default: each begins afresh. */
  readonly context?: "task" | "phase";
  /** Empty where `tasksFrom` is there. */
  readonly tasks: readonly Task[];
  readonly tasksFrom?: TasksFrom;
  /** What becomes of details files of its tasks, over what the plan says. */
  readonly details?: Details;
  /** Where it works, over what the plan's `workspace` says. */
  readonly workspace?: WorkspaceMode;
}

/**
 * What becomes of the files with details that attempts leave in their folders, once their phase is completed: they stay,
 * are taken away, or are packed. Their digests are in the journal before.
 */
export type Details = (typeof DETAILS)[number];

export const DETAILS = ["keep", "until-phase-end", "archive"] as const;

export interface Param {
  readonly type: "string" | "number" | "boolean";
  readonly default?: string | number | boolean;
  readonly description?: string;
  readonly choices?: readonly (string | number)[];
}

export type ParamValue = string | number | boolean;

export type NotifyOn = "waiting" | "blocked" | "failed" | "completed";

export interface Notify {
  readonly on: readonly NotifyOn[];
  readonly target:
    | { readonly type: "command"; readonly run: string }
    | { readonly type: "webhook"; readonly url: string };
  readonly timeoutMs: number;
}

/** What should happen. Frozen in the journal when a run starts. */
export interface Plan {
  /** `seed-004` is the workflow JSON with `workflow_id` and `phases[].command`. */
  readonly format: "pawl" | "seed-004";
  readonly name: string;
  readonly params: Readonly<Record<string, Param>>;
  /** Where journals live, as the plan names it (`json`, …). */
  readonly state?: string;
  /** How many attempts run side by side. */
  readonly concurrency: number;
  /** After a failure: start nothing new, or go on with what does not depend on it. */
  readonly onFailure: "stop" | "continue";
  readonly env: Env;
  readonly defaults: TaskSettings;
  readonly notify: readonly Notify[];
  /** What the run as a whole may use; without one, whatever it takes. */
  readonly budget?: RunBudget;
  /** Those that the plan's tasks name; absent where none does. */
  readonly agents?: Readonly<Record<string, Agent>>;
  /** What the run is about: documents, frozen by their hashes; names and digests reach prompts and gates. */
  readonly inputs?: readonly Input[];
  /** Which part of those documents, such as `2.4`, as the plan writes it: `${{ params.phase }}` may stand in it. */
  readonly inputPhase?: string;
  /** Where phases work; in the plan's folder as it is if not given. */
  readonly workspace?: Workspace;
  /** What becomes of details files; nothing is done with them, nor noted of them, where nobody says so. */
  readonly details?: Details;
  /** What is done where a session takes up much of its model's window; nothing if not given. */
  readonly context?: ContextPolicy;
  /** Files that are kept like those of other tools while the run goes on. */
  readonly mirror?: Mirror;
  /** An issue on GitHub that is told how the run fares. */
  readonly github?: GithubIssue;
  readonly phases: readonly Phase[];
}

/** Views of the run that are written as files, relative to the plan's folder. */
export interface Mirror {
  /** `phase-<id>/status.yaml` and `progress.log` of each phase. */
  readonly status?: string;
  /** `<phase>/<task>@<attempt>/…`: the details files of tasks, for as long as they are there. */
  readonly details?: string;
  /** A PROGRESS.json, with how far each of its phases and tasks is. */
  readonly progress?: ProgressMirror;
  /** What seed 002 keeps in `.claude/orchestrator/state.json`. */
  readonly state?: string;
}

export interface ProgressMirror {
  readonly path: string;
  /** The file as it was when the plan was read; missing where there was none. */
  readonly text?: string;
}

/** An issue that is told how a run fares. In a plan `${{ params.x }}` may stand in `repo` and `issue`, in a run no more. */
export interface GithubIssue {
  /** `owner/name`. */
  readonly repo: string;
  /** Its number, as text. */
  readonly issue: string;
  /** Of the REST API, where it is not github.com's. */
  readonly baseUrl?: string;
  /** How the label that tells the progress begins; `false`: there is none. */
  readonly labels: string | false;
  /** Logins of those who may approve and reject by a comment; nobody if empty. */
  readonly approvers: readonly string[];
  /** How often comments are looked for while an approval is waited for. */
  readonly pollMs: number;
}

/** A document that a run is about. */
export interface Input {
  readonly name: string;
  /** Relative to the plan's folder. */
  readonly path: string;
  /** SHA-256 of its bytes when the run was started, in hex. */
  readonly sha256: string;
}

/** A task's settings, its own before the plan's defaults. */
export function settingsOf(plan: Plan, task: Task): TaskSettings {
  const { defaults } = plan;
  return {
    timeoutMs: task.timeoutMs ?? agentOf(plan, task)?.timeoutMs ?? defaults.timeoutMs,
    retry: task.retry ?? defaults.retry,
    cwd: task.cwd ?? defaults.cwd,
    continueOnError: task.continueOnError ?? defaults.continueOnError,
    maxOutputBytes: task.maxOutputBytes ?? defaults.maxOutputBytes,
    graceMs: task.graceMs ?? defaults.graceMs,
    ...(isSandboxed(plan, task) ? { isolation: "sandbox" as const } : {}),
  };
}

/** The task says so itself, or its agent, or the plan. */
const isSandboxed = (plan: Plan, task: Task): boolean =>
  (task.isolation ?? agentOf(plan, task)?.isolation ?? plan.defaults.isolation) === "sandbox";

const agentOf = ({ agents }: Plan, task: Task): Agent | undefined =>
  task.kind === "agent" ? agents?.[task.agent] : undefined;

/** The shell text of a task; none where an agent carries it out. */
export const commandOf = (task: Task): string | undefined =>
  task.kind === "command" ? task.run : undefined;
