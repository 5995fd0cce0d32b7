import { exceededText } from "../core/budgetText.ts";
import type { Actor } from "../core/events.ts";
import { isSettled } from "../core/run.ts";
import type { Run } from "../core/run.ts";
import { actorText } from "../views/audit.ts";
import { phasesInPlanOrder } from "../views/approving.ts";
import { raisingOption } from "../views/budget.ts";
import { answerCommand } from "../views/answerCommand.ts";
import { formatDuration } from "../views/duration.ts";
import { oneLine } from "../views/safeText.ts";
import { inPlanOrder } from "../views/waitingFor.ts";
import { listed, plural, taskLabel } from "../views/words.ts";
import type { Line, Of } from "./line.ts";

type RunEvent = Of<
  | "run-resumed"
  | "run-paused"
  | "abort-requested"
  | "run-completed"
  | "run-failed"
  | "run-aborted"
  | "run-blocked"
  | "run-waiting"
  | "budget-warned"
  | "budget-exceeded"
>;

/** What happened to the run as a whole. */
export function runLine(event: RunEvent, run: Run, at: number): Line {
  const after = `after ${formatDuration(at - run.startedAt)}`;
  switch (event.type) {
    case "run-resumed": {
      const why = event.interrupted ? "; the driver before had ended without a word" : "";
      return ofRun(`run ${run.id} resumed ${byText(event.by)}${why}`, "warn");
    }
    case "run-paused": {
      return ofRun(`run paused ${whyPaused(event)}; pawl resume ${run.id} goes on`, "warn");
    }
    case "abort-requested": {
      const why = event.reason === undefined ? "" : `: ${oneLine(event.reason)}`;
      return ofRun(`abort requested ${byText(event.by)}${why}`, "warn");
    }
    case "run-blocked": {
      const asking = inPlanOrder(run.blocked);
      const next =
        asking.length === 1 ? answerCommand(run, asking[0]!) : `pawl why ${run.id} says more`;
      const tasks = listed(asking.map(taskLabel), 3);
      return ofRun(`run is blocked: ${tasks} must be answered; ${next}`, "warn");
    }
    case "run-waiting": {
      const phases = phasesInPlanOrder(run.waiting).map((each) => each.spec.id);
      const next =
        phases.length === 1
          ? `pawl approve ${run.id} ${phases[0]!}`
          : `pawl why ${run.id} says more`;
      return ofRun(`run waits for an approval of ${listed(phases, 3)}; ${next}`, "warn");
    }
    case "budget-warned":
      return ofRun(`the run ${exceededText(event)}; agents are told to come to an end`, "warn");
    case "budget-exceeded": {
      const next = `pawl resume ${run.id}${raisingOption(run)}`;
      return ofRun(`the run ${exceededText(event)}; ${next} goes on`, "bad");
    }
    case "run-completed":
      return ofRun(`run completed ${after}`, "good");
    case "run-failed":
      return ofRun(`run failed ${after}; pawl why ${run.id} says more`, "bad");
    case "run-aborted":
      return ofRun(`run aborted ${after}`, "bad");
  }
}

function whyPaused({ reason, by }: Of<"run-paused">): string {
  switch (reason) {
    case "until":
      return "at the end of --until";
    case "context":
      return "before a session goes on that takes up much of its model's window";
    case "by-person":
      return byText(by);
  }
}

/** Which run it is, and how far it has come. */
export function headingOf(run: Run): string {
  const done = run.tasks.filter(isSettled).length;
  const size = `${plural(run.phases.length, "phase")}, ${plural(run.tasks.length, "task")}`;
  const sofar = done > 0 ? `, ${done} of them settled` : "";
  return `run ${run.id} of "${oneLine(run.plan.name)}": ${size}${sofar}`;
}

/** Work that was done, or had failed, is to be done again. */
export function againLine(
  event: Of<"retry-requested" | "restart-requested" | "rolled-back">,
): Line {
  const by = byText(event.by);
  if (event.type === "rolled-back") {
    const undone = event.phases.length === 0 ? "nothing" : listed(event.phases, 5);
    return ofRun(`back to just after ${event.to}, ${by}; undone: ${undone}`, "warn");
  }
  if (event.type === "retry-requested") {
    const tasks = event.tasks.map((each) => `${each.phase}/${each.task}`);
    return ofRun(`to be done again, ${by}: ${listed(tasks, 5)}`, "warn");
  }
  const phases = listed(event.phases, 5);
  return ofRun(`back to before ${event.from}, ${by}; to be done again: ${phases}`, "warn");
}

const ofRun = (text: string, tone: Line["tone"]): Line => ({ about: "", text, tone });

const byText = (by: Actor | undefined): string => (by ? `by ${actorText(by)}` : "by a person");
