import type { Artifact } from "./artifact.ts";
import type { Failure } from "./failure.ts";
import type { ParamValue } from "./plan.ts";
import type { ReadTestRun } from "./redProof.ts";
import type { Flag, Report } from "./report.ts";
import type { TestCounts } from "./testCounts.ts";
import type { Usage } from "./usage.ts";

export type Outputs = Readonly<Record<string, string>>;

/** What is known of an attempt that an agent carried out, however it ended. */
export interface AgentAccount {
  /** Id of its session; left out where there is none that could be gone on with. */
  readonly session?: string;
  /** Left out where nothing is known. */
  readonly usage?: Usage;
  readonly report?: Report;
  readonly flags?: readonly Flag[];
}

/** A test that an agent wrote, as it was when Pawl ran it. */
export interface TestFile {
  /** Relative to the repository. */
  readonly path: string;
  /** Git's hash of what is in it, by which `git cat-file -p` shows it again. */
  readonly blob: string;
}

/** What the whole output of a command tells, where it runs tests or checks types. */
export interface ToldByTests {
  readonly tests?: TestCounts;
  /** It ran well, and there was no test in it. */
  readonly isEmpty: boolean;
  readonly typeErrors?: number;
}

/** How an attempt ended, as its executor saw it. Durations in milliseconds. */
export type AttemptResult =
  | {
      readonly type: "succeeded";
      readonly outputs?: Outputs;
      /** Handed in, checked and fit. */
      readonly artifacts?: readonly Artifact[];
      readonly account?: AgentAccount;
      /** Of the run of a test: what its whole output says, of which a failure holds only the end. */
      readonly read?: ReadTestRun;
      readonly told?: ToldByTests;
      /** Of the run of a test in a worktree: the tests that were written for the task. */
      readonly tests?: readonly TestFile[];
    }
  | {
      readonly type: "failed";
      readonly failure: Failure;
      readonly account?: AgentAccount;
      readonly read?: ReadTestRun;
      readonly told?: ToldByTests;
      /** Of the run of a test in a worktree: the tests that were written for the task. */
      readonly tests?: readonly TestFile[];
    }
  | { readonly type: "cancelled"; readonly reason: string; readonly account?: AgentAccount };

export type Params = Readonly<Record<string, ParamValue>>;

/** A request that changed nothing, and why. `text` is for a person; `code` is for programs and tests. */
export interface Refusal {
  readonly refused: true;
  readonly code: RefusalCode;
  readonly text: string;
}

export type RefusalCode =
  | "already-started"
  | "not-started"
  | "run-completed"
  | "run-aborted"
  | "run-ended"
  | "unknown-phase"
  | "unknown-task"
  | "ambiguous-task"
  | "not-failed"
  | "still-running"
  | "already-settled"
  | "not-a-checkpoint"
  | "stale-attempt"
  | "not-ready"
  | "not-blocked"
  | "not-waiting"
  | "wrong-phrase"
  | "stale-evidence"
  | "already-approved"
  | "may-not-approve"
  | "unsigned"
  | "not-completed"
  | "budget-exceeded";

export const refuse = (code: RefusalCode, text: string): Refusal => ({ refused: true, code, text });

export const isRefusal = (value: object): value is Refusal => "refused" in value;
