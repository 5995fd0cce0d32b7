import type { Artifact } from "./artifact.ts";
import type { PhaseId } from "./ids.ts";

export const READY_CHECKS = ["files-found", "no-errors", "tests-pass", "types-clean"] as const;

/** What must hold before what depends on a phase goes on. */
export interface Gate {
  readonly checks: readonly Check[];
  readonly approve?: Approve;
}

interface CheckMembers {
  /** Unique in its gate. */
  readonly id: string;
}

/** One thing that Pawl looks at by itself. Names of folders and files are relative to the plan's folder. */
export type Check = CheckMembers &
  (
    | {
        readonly type: "run";
        /** Shell text, given to `/bin/sh -c` in the clean checkout. */
        readonly run: string;
        readonly cwd?: string;
        readonly timeoutMs: number;
        /** No other check is run beside it. */
        readonly alone?: boolean;
        /**
         * The files that it starts are as they were before the phase; `phase`: as the phase left them, for they are what
         * the phase is to make.
         */
        readonly starts?: "base" | "phase";
        /** It was found in the project, for a ready-made check; what came of it is told in the words of that. */
        readonly ready?: "tests-pass" | "types-clean";
      }
    /** A CEL expression over `params`, `artifacts`, `outputs`, `tasks`, `inputs` and `evidence`; it must be true. */
    | { readonly type: "that"; readonly source: string; readonly message?: string }
    /** Each must be there, and not be empty. */
    | { readonly type: "files"; readonly paths: readonly string[] }
    /**
     * `files-found`: each task of an agent's has named files, and they are there. `no-errors`: none tells of an error,
     * in its report or in what it handed in.
     */
    | { readonly type: "files-found" | "no-errors" }
    /** Per cent that must be covered, read from a report that a check before it has written in the clean checkout. */
    | {
        readonly type: "coverage";
        readonly report: string;
        readonly lines?: number;
        readonly branches?: number;
        readonly functions?: number;
        readonly statements?: number;
        /** Globs of the files that count; all that the report has if not given. Each given must be found. */
        readonly only?: readonly string[];
      }
    /** `tests-kept`: no test was deleted or newly skipped. `checks-kept`: no file that steers the checks was changed. */
    | {
        readonly type: "guard";
        readonly guard: "tests-kept" | "checks-kept";
        /** Globs; what is usual for tests, or for configuration of tests, if not given. */
        readonly paths?: readonly string[];
      }
  );

/** A person's approval of the gate's evidence. */
export interface Approve {
  /** What the person has to say, such as `proceed to implementation`. */
  readonly phrase: string;
  readonly checklist: readonly string[];
  /** Users who may approve; anyone if not given. */
  readonly from?: readonly string[];
  /** Text of an OpenSSH `allowed_signers` file: an approval must be signed by one of them. */
  readonly signers?: string;
  readonly timeout?: ApproveTimeout;
}

/** It never approves: `escalate` runs a command and goes on waiting, `reject` sends the phase back. */
export interface ApproveTimeout {
  readonly afterMs: number;
  readonly then: "escalate" | "reject";
  /** For `escalate`: shell text. */
  readonly run?: string;
}

/** What came of one check. */
export interface CheckResult {
  readonly id: string;
  readonly type: Check["type"];
  readonly passed: boolean;
  /** For a person, one line: what was found, and what was expected. */
  readonly text: string;
  /** Of `run`: what was started, and how it ended. */
  readonly argv?: readonly string[];
  readonly code?: number;
  readonly signal?: string;
  readonly durationMs: number;
  /** SHA-256 of all that it wrote, in hex. */
  readonly outputSha256?: string;
  /** The last lines of it, where it failed. */
  readonly tail?: string;
  /** Of `coverage`: what was measured, in per cent. */
  readonly measured?: Readonly<Record<string, number>>;
}

/** Which state of the files a gate was decided on. In a folder without git: digests of the files it names. */
export interface Tree {
  /** The commit that the phase began from, where there is one. */
  readonly base?: string;
  /** A commit of exactly the files that were checked, kept under `refs/pawl/`. */
  readonly commit?: string;
  /** Git's hash of that tree, or a SHA-256 over the files' digests. */
  readonly tree: string;
  /** In a folder without git: the files whose digests these are, relative to it. */
  readonly files?: readonly string[];
  /**
   * Of a phase with a worktree: the head of its branch. `commit` is then the merge of it into the run's branch, and
   * `base` the head of that.
   */
  readonly head?: string;
  /** Digest of what `commit` changes of `base`, wherever in the files that is. */
  readonly patch?: string;
}

/** What of the files differs from the base. */
export interface DiffSummary {
  readonly files: readonly {
    readonly path: string;
    readonly added: number;
    readonly removed: number;
  }[];
  readonly added: number;
  readonly removed: number;
  /** How many files are counted and not named, where there are very many. */
  readonly more?: number;
}

/** What a gate decides on, and what a person approves. */
export interface Evidence {
  readonly phase: PhaseId;
  /** 1 for the first time that the gate is reached, one more each time that it is asked afresh. */
  readonly round: number;
  readonly tree: Tree;
  readonly checks: readonly CheckResult[];
  readonly artifacts: readonly Pick<Artifact, "name" | "sha256">[];
  readonly diff?: DiffSummary;
  /** Paths for which the phase cannot be merged into the run's branch: both changed them. */
  readonly conflicts?: readonly string[];
  /** What a person should know of how it was checked, a line each. */
  readonly notes?: readonly string[];
  /**
   * SHA-256, in hex, over run, gate, plan, base, commit's tree, each check's argv and verdict, and the artifacts'
   * digests; no durations and no output.
   */
  readonly digest: string;
}

/** An approval that is bound to evidence. */
export interface Approval {
  readonly digest: string;
  readonly phrase: string;
  /** `ssh-keygen -Y` signature over run, gate and digest, and who it is by. */
  readonly signature?: { readonly signer: string; readonly armored: string };
}
