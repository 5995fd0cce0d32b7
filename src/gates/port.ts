import type { Evidence, Gate, Tree } from "../core/gate.ts";
import type { Isolation } from "../core/plan.ts";
import type { ArtifactVersion } from "../core/run.ts";
import type { Landing, Workspace } from "../core/workspace.ts";
import type { CandidateOrder } from "../git/candidate.ts";

/** What an agent has said of a task, and what came of that. */
export interface TaskReport {
  readonly task: string;
  /** Left out where it has not reported. */
  readonly status?: "success" | "partial" | "failure";
  readonly summary?: string;
  /** Why the task is not completed, where it is not. */
  readonly failure?: string;
  /** Files that it names, in its report or in what it handed in, relative to the plan's folder. */
  readonly files: readonly string[];
  /** Errors that what it handed in tells of. */
  readonly errors: readonly string[];
}

/** All that is needed to check one gate. */
export interface GateOrder {
  readonly run: string;
  readonly phase: string;
  readonly round: number;
  /** SHA-256 of the plan's text, in hex. */
  readonly planSha256: string;
  readonly gate: Gate;
  /** Where the phase worked. Absolute path. */
  readonly dir: string;
  /** A folder of this check's own, for worktree and outputs. Absolute path; not there yet. */
  readonly folder: string;
  /** What the tree is compared with: the commit that was checked out when the run began. */
  readonly base?: string;
  readonly artifacts: readonly ArtifactVersion["artifact"][];
  /** Of the phase's tasks that agents carry out. */
  readonly reports?: readonly TaskReport[];
  /** A commit of the files as they were then, committed or not: what guards compare with where it is given. */
  readonly start?: string;
  /** What expressions see besides `evidence`. */
  readonly scope: Readonly<Record<string, unknown>>;
  /** The whole environment of commands: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Files, relative to the plan's folder, that the plan itself says steer its checks. */
  readonly steering: readonly string[];
  /** What Pawl itself keeps beside the work, relative to the plan's folder: it is taken as the commit has it. */
  readonly views?: readonly string[];
  /**
   * Of a phase with a worktree: what is checked is the merge of its branch into the run's. Without: the files in `dir`
   * as they are.
   */
  readonly landing?: Omit<CandidateOrder, "run" | "phase" | "round">;
  /** What commands start can write to the checkout, and hardly anywhere else. */
  readonly isolation?: Isolation;
  /** The phase was merged before, and its gate is asked again: what is checked is that merge, as it is. */
  readonly landed?: Landing;
  /** Its `setup` is run in the clean checkout; `none` keeps from looking at git. */
  readonly workspace?: Workspace;
}

/** Checks gates. A gate fails closed: whatever goes wrong is a check that has not passed, with a reason. */
export interface Gatekeeper {
  /** Never rejects. @param signal ends what is under way and gives what there is */
  check(order: GateOrder, signal: AbortSignal): Promise<Evidence>;
  /** Ends and takes away what a check that was broken off by its driver's end has left. Never rejects. */
  endLeft(order: GateOrder): Promise<void>;
  /** The commit that is checked out in a folder; undefined where there is none. */
  headOf(dir: string): Promise<string | undefined>;
  /** A commit of the files in a folder as they are, kept for the run that begins; undefined where there is no git. */
  startOf(dir: string, run: string): Promise<string | undefined>;
  /**
   * The state of the files now, to be compared with that of evidence. Without side effects that outlive it.
   * @param was what it is to be compared with: it says from which base, and which files count where there is no git
   */
  treeOf(
    dir: string,
    was?: Partial<Tree>,
    landing?: GateOrder["landing"],
    views?: GateOrder["views"],
  ): Promise<Tree>;
}
