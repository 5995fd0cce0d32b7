import type { Agent } from "../../core/agent.ts";
import type { ArtifactSpec, JsonSchema } from "../../core/artifact.ts";
import type { Check, Gate } from "../../core/gate.ts";
import type { Pipeline } from "../../core/pipeline.ts";
import type { EnvValue, Phase, Plan, Task, TasksFrom } from "../../core/plan.ts";
import type { Workspace } from "../../core/workspace.ts";
import type { Span } from "../diagnostic.ts";
import type { Findings } from "../findings.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import type { NamedText } from "./namedText.ts";

/**
 * A plan as far as it could be understood, with the places its parts come from. It is made also of a file with
 * errors, so that everything wrong with the file can be told at once; then its plan is never used.
 */
export interface Draft {
  readonly plan: Plan;
  readonly phases: readonly PhaseDraft[];
  readonly env: readonly EnvDraft[];
  /** Those that it defines, and those that its tasks name. */
  readonly agents: readonly AgentDraft[];
  readonly workspace?: WorkspaceDraft | undefined;
  /** Where the plan says which issue is told of its runs. */
  readonly github?: Span | undefined;
  /** Where the plan names models for stages. */
  readonly models?: Span | undefined;
  /** Who does the tasks that name no agent. */
  readonly specialists?: MapNode | undefined;
  /** Where limits of the run's budget stand. */
  readonly budget?: { readonly usd?: Span | undefined } | undefined;
  /** What a person should know of what was made of lists of tasks. */
  readonly notes?: readonly string[];
}

/** Where a plan's phases work. */
export interface WorkspaceDraft {
  /** Where its mode stands. */
  readonly at: Span;
  /** What the plan says of it, where that is more than the mode. */
  readonly map: MapNode | undefined;
  readonly env: readonly EnvDraft[];
  readonly workspace: Workspace;
}

/** What phases and tasks have in common: a name, and others that must settle first. */
export interface Item {
  /** As the author wrote it; in a workflow it may differ from the id. */
  readonly name: string;
  readonly id: string;
  /** Where the name stands. */
  readonly at: Span;
  readonly needs: readonly Need[];
  readonly when?: string;
}

export interface Need {
  readonly name: string;
  readonly at: Span;
  /** Not written, but following from the order of the file. */
  readonly implied: boolean;
  /** It follows from `context: phase`. */
  readonly shared?: true;
}

/** A name that the file gives, and where. */
export interface Named {
  readonly name: string;
  readonly at: Span;
}

export interface PhaseDraft extends Item {
  readonly phase: Phase;
  /** Artifacts of other phases that it takes. */
  readonly takes: readonly Named[];
  /** Phases whose summaries it is given. */
  readonly hears?: readonly Named[];
  /** Artifacts that it hands on. */
  readonly gives: readonly ArtifactDraft[];
  readonly tasks: readonly TaskDraft[];
  readonly env: readonly EnvDraft[];
  readonly gate?: GateDraft | undefined;
  /** In place of `tasks`. */
  readonly from?: TasksFromDraft | undefined;
  /** Where it says where it works itself. */
  readonly workspace?: Span | undefined;
  /** The phase of a list of tasks that it consists of, and those of that list that it waits for. */
  readonly listed?: ListedIn | undefined;
}

export interface ListedIn {
  readonly path: string;
  readonly phase: string;
  readonly waits: readonly string[];
}

export interface GateDraft {
  readonly at: Span;
  readonly gate: Gate;
  readonly checks: readonly CheckDraft[];
}

export interface CheckDraft {
  readonly name: string;
  readonly at: Span;
  /** The id, where the file gives one. */
  readonly written: Node | undefined;
  /** Under the key that says what is checked: the command, the expression. */
  readonly value: Node;
  readonly check: WithoutId<Check>;
}

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

export interface TasksFromDraft {
  readonly tasksFrom: TasksFrom;
  /** What each of them is. */
  readonly draft: TaskDraft;
  /** Where the list comes from; missing where the file does not say. */
  readonly source: ScalarNode | undefined;
}

/** All that is written of tasks: those of the phase, or what its tasks are made of. */
export const writtenTasks = ({ from, tasks }: PhaseDraft): readonly TaskDraft[] =>
  from ? [from.draft] : tasks;

export interface TaskDraft extends Item {
  readonly task: Task;
  /** The command; missing where the file has none. */
  readonly run: ScalarNode | undefined;
  /** An expression that decides whether it runs. */
  readonly condition: ScalarNode | undefined;
  readonly env: readonly EnvDraft[];
  readonly cwd: Span | undefined;
  /** Artifacts that it says it hands in; undefined where it says nothing. */
  readonly gives?: readonly Named[] | undefined;
  /** There where an agent carries it out. */
  readonly agent?: AgentTaskDraft;
  /** What its work goes through. */
  readonly pipeline?: PipelineDraft | undefined;
  /** Where it says what it may change. */
  readonly scope?: Span | undefined;
}

export interface PipelineDraft {
  readonly pipeline: Pipeline;
  /** What has the last word on it: the task's own, its phase's or the plan's. */
  readonly at: Span;
  /** Agents that are named to review. */
  readonly reviewers: readonly ScalarNode[];
  /** The command that runs the tests. */
  readonly test: ScalarNode | undefined;
}

export interface AgentTaskDraft {
  /** Who is to do it; missing where the file does not say. */
  readonly by: ScalarNode | undefined;
  readonly prompt: NamedText | undefined;
}

export interface ArtifactDraft extends Named {
  readonly spec: ArtifactSpec;
  /** Missing where it could not be read. */
  readonly schema:
    | {
        readonly value: JsonSchema;
        readonly node: Node;
        readonly findings: Findings;
        readonly file?: string;
      }
    | undefined;
}

export interface AgentDraft extends Named {
  readonly agent: Agent;
  /** What the plan says of it under `agents`, if anything. */
  readonly map: MapNode | undefined;
  readonly env: readonly EnvDraft[];
  /** What a `scripted` agent does. */
  readonly script?: ScriptDraft | undefined;
}

export type ScriptDraft = MapNode | NamedText;

export interface EnvDraft {
  readonly name: string;
  readonly at: Span;
  readonly value: EnvValue;
  /** The expression, where the value is one. */
  readonly expression: ScalarNode | undefined;
}
