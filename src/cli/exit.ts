import { EXIT } from "../core/error.ts";
import type { ExitStatus } from "../core/error.ts";
import type { Run } from "../core/run.ts";

/** The exit status that a run's state stands for once nobody drives it any more. */
export function exitOf(run: Run, interrupted: boolean): ExitStatus {
  if (interrupted) return EXIT.interrupted;
  switch (run.status) {
    case "completed":
      return EXIT.completed;
    case "paused":
      return run.pausedBecause === "until" ? EXIT.completed : EXIT.waiting;
    case "failed":
    case "aborted":
    case "running":
      return EXIT.failed;
    case "waiting":
      return EXIT.waiting;
    case "blocked":
      return EXIT.blocked;
    case "budget-exceeded":
      return EXIT.budget;
  }
}
