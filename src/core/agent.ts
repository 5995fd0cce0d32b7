import type { ArtifactName } from "./artifact.ts";
import type { Env, Isolation } from "./plan.ts";
import type { Routed } from "./routing.ts";
import type { WorkerRules } from "./workers.ts";
import type { PresetName } from "./presets.ts";

export const DRIVERS = [
  "claude",
  "codex",
  "gemini",
  "opencode",
  "copilot",
  "qwen",
  "pi",
  "acp",
  "command",
  "scripted",
] as const;

/** Which program does the work, and how it is spoken to. */
export type DriverName = (typeof DRIVERS)[number];

export const PERMISSIONS = ["read-only", "edit", "full"] as const;

/** What an agent may do: look; change files of its working folder and run commands there; anything that the user may. */
export type Permissions = (typeof PERMISSIONS)[number];

/** How far one attempt may go, for agents that can be held to it. */
export interface AgentBudget {
  readonly usd?: number;
  readonly turns?: number;
  readonly tokens?: number;
}

/** An agent as a plan defines it, frozen with it. */
export interface Agent {
  readonly id: string;
  readonly use: DriverName;
  /** What it is there for, where the plan says so by a word. */
  readonly preset?: PresetName;
  readonly model?: string;
  readonly permissions: Permissions;
  /** Of its attempts, over the plan's `defaults`. */
  readonly isolation?: Isolation;
  /** How long one of its attempts may take, over the plan's `defaults`; a task's own comes first. Milliseconds. */
  readonly timeoutMs?: number;
  /** Added to the program's arguments as they stand. */
  readonly args?: readonly string[];
  /** Names of variables that reach it, where they are set, over the allow-list. */
  readonly passEnv?: readonly string[];
  readonly env?: Env;
  readonly budget?: AgentBudget;
  /** Added to its system prompt, or put before the prompt where it has none. */
  readonly system?: string;
  /** Names of its tools that it may use; all, within its permissions, if not given. */
  readonly tools?: readonly string[];
  readonly disallowedTools?: readonly string[];
  /** `acp` and `command`: the program and its arguments; `{prompt}`, `{prompt_file}`, `{model}` and `{session}` are filled in. */
  readonly command?: readonly string[];
  /** `command`: whether the prompt goes to stdin; default when no argument holds `{prompt}` or `{prompt_file}`. */
  readonly stdin?: boolean;
  /** `scripted`: what it does, as JSON or YAML. */
  readonly script?: string;
  /** Another program than the driver's own, by name or path. */
  readonly program?: string;
  /** It is taken to hang when it has told nothing for so long; 0: never. Milliseconds. */
  readonly stallMs: number;
  /** Whether it gets the attempt's tools over MCP where it can; else it reports by structured output or text. */
  readonly attemptTools: boolean;
  /** Whom it may ask to look things up, by its attempt's tools. */
  readonly workers?: WorkerRules;
  /** File that it was read from, for people. */
  readonly source?: string;
}

/** What an agent is asked to do, in a task of kind `agent`. */
export interface AgentTask {
  /** Id of the agent, in the plan's `agents`. */
  readonly agent: string;
  /** The text as the plan's author wrote it; `${{ … }}` in it is worked out when an attempt begins. */
  readonly prompt: string;
  /** File that the prompt was read from, for people. */
  readonly promptFile?: string;
  readonly acceptance?: readonly string[];
  /** How it came to its agent, where the task itself names none. */
  readonly routed?: Routed;
  /** Artifacts that it hands in; each is one of its phase's `produces`. */
  readonly produces?: readonly ArtifactName[];
}
