import type { TestFile } from "./result.ts";
import type { JsonSchema } from "./artifact.ts";

/**
 * The steps inside one task, in their order. Agents carry out `write-test`, `implement` and the reviews; Pawl itself
 * runs the test in `red`, where it must fail, and in `green`, where it must pass, and the task's own checks in `check`;
 * and it makes the commit.
 */
export const STAGES = [
  "write-test",
  "red",
  "implement",
  "green",
  "check",
  "review-spec",
  "review-quality",
  "commit",
] as const;

export type StageName = (typeof STAGES)[number];

/** Those that agents carry out; Pawl does the others itself. */
export const AGENT_STAGES = [
  "write-test",
  "implement",
  "review-spec",
  "review-quality",
] as const satisfies readonly StageName[];

/** What an attempt is for; `compact` is no step of a task: it makes a session that is too full into a memory. */
export type AttemptStage = StageName | "compact";

/** What is done to the work of a task before it counts. */
export interface Pipeline {
  /** The command that shows a test to fail before the work and to pass after it; shell text, in the task's folder. */
  readonly test?: { readonly run: string; readonly timeoutMs: number };
  /** Commands that must pass after the work, one after the other; shell text, in the task's folder. */
  readonly check?: { readonly run: readonly string[]; readonly timeoutMs: number };
  /** Whether a failing test comes first. It needs `test`; without it, `test` must only pass after the work. */
  readonly tdd: boolean;
  /** Why not, where the plan says of this task that it comes without. */
  readonly withoutTdd?: string;
  /** Agents that review, by their ids in the plan's `agents`; the task's own where that is what the plan says. */
  readonly reviewSpec?: string;
  readonly reviewQuality?: string;
  /** `fresh`: a review knows nothing of how the work came to be. `inline`: it goes on in the session that did it. */
  readonly review: "fresh" | "inline";
  /** How often each stage may send the work back before that is the end of it. */
  readonly rounds: number;
  /** Models for single stages, over the agents' own. */
  readonly models?: Readonly<Partial<Record<StageName, string>>>;
  /** The part of the specification that the task is about, and where it is from. */
  readonly spec?: { readonly text: string; readonly source: string };
}

/** The name under which a reviewer hands in what it found; it is no artifact of the phase's. */
export const REVIEW = "review";

/** What a reviewer found. It can send work back and never lets it pass by itself. */
export interface Review {
  readonly verdict: "pass" | "changes";
  /** Of `review-spec`: each acceptance criterion, in the task's order. */
  readonly criteria?: readonly {
    readonly criterion: string;
    readonly met: boolean;
    readonly evidence: string;
  }[];
  readonly findings: readonly {
    readonly text: string;
    readonly file?: string;
    readonly line?: number;
  }[];
}

/** How far a task with stages has come. */
export interface StageState {
  readonly name: StageName;
  /** How often each stage has sent the work back, since the task was begun or a person answered. */
  readonly sentBack: Readonly<Partial<Record<StageName, number>>>;
  /** What the next attempt is told to mend. */
  readonly because?: string;
  /** The end of what the test wrote when it failed as it should. */
  readonly proof?: string;
  /** The tests that were seen to fail. */
  readonly tests?: readonly TestFile[];
  /** What reviews found that did not stop the task. */
  readonly warnings: readonly string[];
}

/** The schema of `Review`, for agents; draft 2020-12. */
export const REVIEW_SCHEMA: JsonSchema = {
  type: "object",
  required: ["verdict", "findings"],
  properties: {
    verdict: { enum: ["pass", "changes"] },
    criteria: {
      type: "array",
      items: {
        type: "object",
        required: ["criterion", "met", "evidence"],
        properties: {
          criterion: { type: "string", minLength: 1 },
          met: { type: "boolean" },
          evidence: { type: "string", minLength: 1 },
        },
      },
    },
    findings: {
      type: "array",
      items: {
        type: "object",
        required: ["text"],
        properties: {
          text: { type: "string", minLength: 1 },
          file: { type: "string" },
          line: { type: "integer", minimum: 1 },
        },
      },
    },
  },
};
