import type { ExitStatus } from "../core/error.ts";

export type Options = Readonly<Record<string, unknown>>;

/** An option's text, where it was given one. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** What a command's file exports: takes arguments and options as read, answers the exit status. */
export type Action = (args: readonly string[], options: Options) => Promise<ExitStatus>;

/** A command as the help, the completion and the parser know it; its code is loaded when it is called. */
export interface Declared {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** As commander reads it: `<needed>`, `[optional]`. */
  readonly args?: string;
  readonly summary: string;
  readonly options?: readonly (readonly [flags: string, text: string, fallback?: string])[];
  readonly load: () => Promise<Action>;
}

const JSON_FLAG = ["--json", "print one JSON document instead of text"] as const;
const SEED_FLAG = [
  "--format <format>",
  "seed: print the shape of the workflow JSON's own tools",
] as const;
const LIVE_FLAG = ["--no-live", "print plain lines instead of the live screen"] as const;
const DETACH_FLAG = ["-d, --detach", "go on without this terminal; prints the run's id"] as const;
const WAIT_FLAG = [
  "--wait",
  "where a person is needed, wait, and go on once one has decided",
] as const;
const CONCURRENCY_FLAG = ["-c, --concurrency <n>", "how many attempts run side by side"] as const;
const BUDGET_FLAG = [
  "--budget <limit=amount...>",
  "what the run may use: tokens=400k, usd=20, time=2h, launches=50; +100k adds",
] as const;
const UNTIL_FLAG = ["--until <phase>", "stop after this phase; resume goes on"] as const;

export const COMMANDS: readonly Declared[] = [
  {
    name: "demo",
    summary: "make a small git repository and take it through five phases with real commands",
    options: [
      ["--dir <folder>", "make it there instead of in a temporary folder"],
      ["--slow", "take time over it, so that there is something to kill"],
      LIVE_FLAG,
      JSON_FLAG,
    ],
    load: async () => (await import("./commands/demo.ts")).demo,
  },
  {
    name: "init",
    summary: "write a commented plan that runs as it is",
    options: [
      [
        "-t, --template <name>",
        "starter, commands, isolated, tdd, discovery or specialists",
        "starter",
      ],
      [
        "--kind <kind>",
        "of project, for commands: node, python, go, rust, make or none (found by itself)",
      ],
      [
        "--agent <driver>",
        "of templates with agents: who does the work, such as claude or codex (scripted)",
      ],
      ["-o, --output <file>", "where to write it", "pawl.yaml"],
      ["--force", "replace a file that is there"],
      JSON_FLAG,
    ],
    load: async () => (await import("./commands/init.ts")).init,
  },
  {
    name: "validate",
    args: "<plan>",
    summary: "check a plan and show every error with its place",
    options: [
      ["-p, --param <name=value...>", "a parameter of the plan"],
      ["--agent <name>", "who does the tasks of a list such as tasks.yaml"],
      ["--fresh", "run also what a PROGRESS.json says is done"],
      ["--explain", "say of each agent's task who does it, with which model, and why"],
      JSON_FLAG,
      SEED_FLAG,
    ],
    load: async () => (await import("./commands/validate.ts")).validate,
  },
  {
    name: "run",
    aliases: ["execute"],
    args: "<plan>",
    summary: "start a run of a plan and drive it to its end",
    options: [
      ["-p, --param <name=value...>", "a parameter of the plan"],
      UNTIL_FLAG,
      ["--only <phase>", "this phase alone; what it depends on is taken as done"],
      ["--worktree <folder>", "with --only: a worktree that is there; commits stay on its branch"],
      ["--retry-limit <n>", "with --only: how often a stage may send work back"],
      CONCURRENCY_FLAG,
      BUDGET_FLAG,
      DETACH_FLAG,
      WAIT_FLAG,
      ["--dry-run", "show order, commands and environment; run nothing"],
      ["--agent <name>", "who does the tasks of a list such as tasks.yaml"],
      ["--fresh", "run also what a PROGRESS.json says is done"],
      LIVE_FLAG,
      JSON_FLAG,
      SEED_FLAG,
    ],
    load: async () => (await import("./commands/run.ts")).run,
  },
  {
    name: "resume",
    aliases: ["recover"],
    args: "[run]",
    summary: "go on with a run; a workflow's id means its latest run",
    options: [
      ["--from <phase>", "go back to this restore point first"],
      ["--host-is-dead [host]", "what is under way on that host is given up, and tried again"],
      DETACH_FLAG,
      WAIT_FLAG,
      UNTIL_FLAG,
      CONCURRENCY_FLAG,
      BUDGET_FLAG,
      LIVE_FLAG,
      JSON_FLAG,
      SEED_FLAG,
    ],
    load: async () => (await import("./commands/resume.ts")).resume,
  },
  {
    name: "status",
    args: "[run]",
    summary: "show phases and tasks of a run",
    options: [["-w, --watch", "keep showing it until it ends"], JSON_FLAG, SEED_FLAG],
    load: async () => (await import("./commands/status.ts")).status,
  },
  {
    name: "runs",
    summary: "list the runs",
    options: [JSON_FLAG],
    load: async () => (await import("./commands/runs.ts")).runs,
  },
  {
    name: "why",
    args: "[run]",
    summary: "say what a run waits for or why it failed, and what goes on",
    options: [JSON_FLAG],
    load: async () => (await import("./commands/why.ts")).why,
  },
  {
    name: "logs",
    args: "[run] [task]",
    summary: "show what attempts wrote",
    options: [
      ["-f, --follow", "go on as more is written"],
      ["--attempt <n>", "of this attempt instead of the last"],
      ["--worker <id>", "of a worker that the attempt's agent has asked for"],
      ["--hooks", "of the repository's hooks, when its work was committed"],
      ["--raw", "of an agent: what it wrote itself, as it came"],
      ["--prompt", "of an agent: the prompt as it was sent"],
      ["--events", "of an agent: what it told, a JSON document on each line"],
      JSON_FLAG,
    ],
    load: async () => (await import("./commands/logs.ts")).logs,
  },
  {
    name: "diff",
    args: "[run] [target]",
    summary: "show what a run, a phase or a task has committed",
    options: [["--stat", "files and counts of lines only"], JSON_FLAG],
    load: async () => (await import("./commands/diff.ts")).diff,
  },
  {
    name: "finish",
    args: "[run]",
    summary: "merge a run's branch into the one that is checked out, or say how",
    options: [["--pr", "print the text of a pull request instead"], JSON_FLAG],
    load: async () => (await import("./commands/finish.ts")).finish,
  },
  {
    name: "shell",
    args: "[run] [phase] [command...]",
    summary: "open a shell in a phase's worktree; after --, run a command there",
    load: async () => (await import("./commands/shell.ts")).shell,
  },
  {
    name: "gc",
    args: "[run...]",
    summary: "take away what ended runs have left: worktrees, branches, refs; nothing unmerged",
    options: [
      ["--force", "also what is in no branch"],
      ["--dry-run", "only say what would be done"],
      JSON_FLAG,
    ],
    load: async () => (await import("./commands/gc.ts")).gc,
  },
  {
    name: "retry",
    args: "[run] [target]",
    summary: "try a failed task or phase again and go on",
    options: [
      ["--force", "do completed work again, with all that depends on it"],
      ["--resolve <agent>", "of a phase that cannot be merged: this agent of the plan mends it"],
      ["--rebuild", "of a phase that cannot be merged: do it anew on what there is now"],
      LIVE_FLAG,
      JSON_FLAG,
    ],
    load: async () => (await import("./commands/retry.ts")).retry,
  },
  {
    name: "skip",
    args: "[run] [target]",
    summary: "pass over a task; what depends on it goes on",
    options: [JSON_FLAG],
    load: async () => (await import("./commands/skip.ts")).skip,
  },
  {
    name: "answer",
    args: "[run] [task] [text]",
    summary: "answer what a task asks; without a text, show what is asked",
    options: [JSON_FLAG],
    load: async () => (await import("./commands/answer.ts")).answer,
  },
  {
    name: "approve",
    args: "[run] [gate]",
    summary: "show what a gate waits for, and approve exactly that",
    options: [
      ["--phrase <text>", "without a terminal: what the plan wants to hear"],
      ["--evidence <digest>", "without a terminal: what it is for, as it was shown"],
      ["--signature <file>", "an ssh-keygen signature, where the plan names signers"],
      JSON_FLAG,
    ],
    load: async () => (await import("./commands/approve.ts")).approve,
  },
  {
    name: "reject",
    args: "[run] [gate]",
    summary: "have a phase done again instead of approving it",
    options: [["--reason <text>", "what the phase is told"], JSON_FLAG],
    load: async () => (await import("./commands/reject.ts")).reject,
  },
  {
    name: "debug",
    args: "[run] [target]",
    summary: "have an agent find out why a task or a gate failed; the next attempt is told",
    options: [
      ["--agent <name>", "of the plan, or a driver's own name (the task's, or the only one)"],
      JSON_FLAG,
    ],
    load: async () => (await import("./commands/debug.ts")).debug,
  },
  {
    name: "rollback",
    args: "[run] [phase]",
    summary: "go back to just after a phase; what came later is done afresh",
    options: [["--yes", "do it without asking"], JSON_FLAG],
    load: async () => (await import("./commands/rollback.ts")).rollback,
  },
  {
    name: "fork",
    args: "[run] [plan]",
    summary: "start a new run that takes over what another has completed up to a phase",
    options: [
      ["--at <phase>", "this phase and all that it depends on are taken over"],
      ["-p, --param <name=value...>", "a parameter of the plan"],
      UNTIL_FLAG,
      CONCURRENCY_FLAG,
      DETACH_FLAG,
      LIVE_FLAG,
      JSON_FLAG,
    ],
    load: async () => (await import("./commands/fork.ts")).fork,
  },
  {
    name: "artifacts",
    args: "[run] [artifact]",
    summary: "list what was handed on; one in full, or what changed in it",
    options: [["--diff", "what changed from each version to the next"], JSON_FLAG],
    load: async () => (await import("./commands/artifacts.ts")).artifacts,
  },
  {
    name: "wait",
    args: "[run]",
    summary: "wait until a run ends, or until a person is needed; exits as run does",
    options: [JSON_FLAG],
    load: async () => (await import("./commands/wait.ts")).wait,
  },
  {
    name: "pause",
    args: "[run]",
    summary: "start nothing new; what is under way ends; resume goes on",
    options: [JSON_FLAG],
    load: async () => (await import("./commands/pause.ts")).pause,
  },
  {
    name: "abort",
    args: "[run]",
    summary: "cancel what is under way and end the run for good",
    options: [["--reason <text>", "kept in the journal"], JSON_FLAG],
    load: async () => (await import("./commands/abort.ts")).abort,
  },
  {
    name: "metrics",
    args: "[run]",
    summary: "durations, attempts, success and recovery; without a run, of all runs together",
    options: [JSON_FLAG, SEED_FLAG],
    load: async () => (await import("./commands/metrics.ts")).metrics,
  },
  {
    name: "audit",
    args: "[run]",
    summary: "show what was decided, when and by whom",
    options: [["--verify", "check every event's hash and the chain"], JSON_FLAG],
    load: async () => (await import("./commands/audit.ts")).audit,
  },
  {
    name: "state",
    args: "<action> [words...]",
    summary: "copy FROM TO [RUN…] moves runs between stores; repair RUN offers what is safe",
    options: [["--apply", "do what repair offers"], JSON_FLAG],
    load: async () => (await import("./commands/state.ts")).state,
  },
  {
    name: "github",
    args: "<action> [run]",
    summary:
      "sync [RUN] tells a run's issue on GitHub what it was not told, and reads what was said",
    options: [JSON_FLAG],
    load: async () => (await import("./commands/github.ts")).github,
  },
  {
    name: "agents",
    summary: "list the agents that can be used here, and what to do about the rest",
    options: [JSON_FLAG],
    load: async () => (await import("./commands/agents.ts")).agents,
  },
  {
    name: "attempt-tools",
    args: "<folder>",
    summary: "serve an agent's attempt its tools over MCP: agents start this themselves",
    load: async () => (await import("./commands/attemptTools.ts")).attemptTools,
  },
  {
    name: "doctor",
    summary: "say what this machine has and what is missing",
    options: [JSON_FLAG],
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    name: "completion",
    args: "<shell>",
    summary: "print shell completion for bash, zsh or fish",
    load: async () => (await import("./commands/completion.ts")).completion,
  },
];
