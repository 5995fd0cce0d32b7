import type { PhaseState, Run, TaskState } from "../core/run.ts";
import { hasEnded } from "../core/run.ts";
import { isBetweenStages, isResting } from "./counts.ts";
import type { Hue } from "./paint.ts";

/** What stands for a state on the screen. */
export interface Signs {
  readonly completed: string;
  readonly failed: string;
  readonly running: string;
  readonly resting: string;
  readonly pending: string;
  readonly skipped: string;
  readonly cancelled: string;
  readonly barFull: string;
  readonly barEmpty: string;
  readonly more: string;
}

export const SIGNS: Signs = {
  completed: "✓",
  failed: "✗",
  running: "●",
  resting: "↻",
  pending: "·",
  skipped: "↷",
  cancelled: "⊘",
  barFull: "━",
  barEmpty: "─",
  more: "…",
};

/** For terminals without the signs. */
export const ASCII_SIGNS: Signs = {
  completed: "+",
  failed: "x",
  running: "*",
  resting: "~",
  pending: ".",
  skipped: "-",
  cancelled: "/",
  barFull: "#",
  barEmpty: "-",
  more: "~",
};

/** How a task or phase looks: its sign, and the colour of it. */
export type Look = readonly [sign: Exclude<keyof Signs, "barFull" | "barEmpty" | "more">, hue: Hue];

export function lookOfTask(run: Run, task: TaskState): Look {
  if (isResting(run, task)) return ["resting", "yellow"];
  switch (task.status) {
    case "completed":
      return ["completed", "green"];
    case "failed":
      return ["failed", task.tolerated ? "yellow" : "red"];
    case "running":
      return ["running", "cyan"];
    case "blocked":
      return ["resting", "yellow"];
    case "skipped":
      return ["skipped", task.skipReason === "deps_not_met" ? "yellow" : "dim"];
    case "cancelled":
      return ["cancelled", "yellow"];
    case "pending":
    case "waiting":
      return isBetweenStages(run, task) ? ["running", "cyan"] : ["pending", "dim"];
  }
}

export function lookOfPhase(run: Run, phase: PhaseState): Look {
  switch (phase.status) {
    case "completed":
      return ["completed", "green"];
    case "failed":
      return ["failed", "red"];
    case "skipped":
      return ["skipped", phase.skipReason === "deps_not_met" ? "yellow" : "dim"];
    case "pending":
      return ["pending", "dim"];
    case "gate":
      return ["running", "cyan"];
    case "waiting":
      return ["resting", "yellow"];
    case "running":
      // The run has ended and took the phase with it.
      if (hasEnded(run)) return ["cancelled", "yellow"];
      return phase.tasks.some((each) => each.status === "failed" && !each.tolerated)
        ? ["running", "red"]
        : ["running", "cyan"];
  }
}
