import { exceededText, givenBudgetTexts } from "../core/budgetText.ts";
import type { Event, PauseReason, RunOptions } from "../core/events.ts";
import type { Failure } from "../core/failure.ts";
import type { Approval } from "../core/gate.ts";
import { contextText } from "./contextText.ts";
import { formatDuration } from "./duration.ts";
import { listed, plural, SKIP_WORDS } from "./words.ts";
import { workerText } from "./workers.ts";

/** What became of details files, and their digests. */
function detailsText({ files, kept, notes }: Extract<Event, { type: "details-recorded" }>): string {
  const digests = files.map(({ path, sha256 }) => `${path} (sha256 ${sha256.slice(0, 12)})`);
  return [`${plural(files.length, "file")} ${kept}`, ...digests, ...(notes ?? [])].join("; ");
}

/** What an event says besides its type and subject, in words. */
export function describe(event: Event): string {
  switch (event.type) {
    case "run-started": {
      const tasks = event.plan.phases.reduce((sum, each) => sum + each.tasks.length, 0);
      return [
        `plan "${event.plan.name}" of ${plural(event.plan.phases.length, "phase")}, ${plural(tasks, "task")}`,
        `from ${event.source.path} (sha256 ${event.source.sha256.slice(0, 12)})${filesText(event.source.files)}`,
        ...optionsText(event.options),
        ...paramsText(event.params),
        `pawl ${event.version}`,
      ].join("; ");
    }
    case "run-resumed": {
      const why = event.interrupted ? ["the driver before had ended without a word"] : [];
      return [...why, ...optionsText(event.options)].join("; ");
    }
    case "run-paused":
      return PAUSED[event.reason];
    case "abort-requested":
      return event.reason ?? "";
    case "budget-warned":
    case "budget-exceeded":
      return exceededText(event);
    case "checkpoint-recorded":
      return "a restore point";
    case "phase-skipped":
    case "task-skipped":
      return SKIP_WORDS[event.reason];
    case "attempt-started":
      return [
        ...(event.stage === undefined ? [] : [event.stage]),
        ...(event.memory === undefined ? [] : [`from memory ${event.memory.slice(0, 12)}`]),
        ...(event.host === undefined ? [] : [`on ${event.host}`]),
      ].join(", ");
    case "context-measured":
      return contextText(event);
    case "attempt-succeeded":
      if (event.memory)
        return `a memory of ${plural(event.memory.bytes, "byte")}, sha256 ${event.memory.sha256.slice(0, 12)}`;
      return event.outputs ? `outputs ${Object.keys(event.outputs).join(", ")}` : "";
    case "attempt-failed": {
      if (event.failure.class === "blocked") return failureText(event.failure);
      const again = event.retry ? `again ${soon(event.retry.delayMs)}` : "no more tries";
      return `${failureText(event.failure)}; ${again}`;
    }
    case "attempt-cancelled":
      return event.reason;
    case "workers-requested":
    case "worker-started":
    case "worker-ended":
    case "workers-answered":
      return workerText(event);
    case "flag-answered":
      return event.text;
    case "task-completed":
      return event.warning === undefined ? "" : `in part: ${event.warning}`;
    case "task-failed":
      return event.tolerated ? `${event.message} (the plan allows it)` : event.message;
    case "retry-requested": {
      const tasks = listed(
        event.tasks.map((each) => `${each.phase}/${each.task}`),
        5,
      );
      return event.forced ? `forced: ${tasks}` : tasks;
    }
    case "restart-requested":
      return `from ${event.from}: ${listed(event.phases, 5)} to be done again`;
    case "tasks-added":
      return listed(
        event.tasks.map((each) => each.id),
        5,
      );
    case "phase-failed":
      return event.message ?? "";
    case "gate-opened":
      return `round ${event.round}`;
    case "gate-checked":
      return event.failed ?? `it holds: ${plural(event.evidence.checks.length, "check")}`;
    case "approval-requested":
      return `of evidence ${event.digest.slice(0, 12)}, round ${event.round}`;
    case "gate-approved":
      return approvalText(event.approval);
    case "gate-rejected":
    case "gate-voided":
      return event.reason;
    case "approval-stands":
      return `round ${event.round}: the same patch was approved`;
    case "approval-escalated":
      return `round ${event.round}: nobody approved in time`;
    case "workspace-opened":
      return `${event.open.path} on branch ${event.open.branch}, from ${event.open.base.slice(0, 12)}`;
    case "workspace-tidied":
      return event.kept === undefined ? "" : `what was left is kept as ${event.kept}`;
    case "workspace-undone":
      return (event.notes ?? []).join("; ");
    case "phase-landed":
      return `${event.landing.commit.slice(0, 12)} on branch ${event.landing.branch}`;
    case "rebuild-requested":
      return "on what the run's branch is now";
    case "mend-requested":
      return event.task ? `by task ${event.task.id}` : "it was mended by hand";
    case "stage-entered":
      return [
        event.stage,
        ...(event.back ? [`sent back by ${event.back}`] : []),
        firstLine(event.because ?? ""),
        event.warning,
      ]
        .filter(Boolean)
        .join("; ");
    case "flag-raised":
      return `${event.flag.type}: ${event.flag.text}`;
    case "commit-made":
      return event.commit === undefined
        ? "there was nothing to commit"
        : [
            `${event.commit.slice(0, 12)}: ${plural(event.files.length, "file")}`,
            ...(event.notes ?? []),
          ].join("; ");
    case "commit-refused":
      return failureText(event.failure);
    case "rolled-back":
      return `to ${event.to}: ${listed(event.phases, 5)} undone`;
    case "diagnosis-recorded":
      return `by ${event.agent}: ${event.text}`;
    case "details-recorded":
      return detailsText(event);
    case "phase-imported":
      return `from run ${event.from}`;
    case "run-completed":
    case "run-failed":
    case "run-aborted":
    case "run-blocked":
    case "run-waiting":
    case "phase-started":
    case "phase-completed":
    case "task-cancelled":
      return "";
  }
}

const PAUSED: Readonly<Record<PauseReason, string>> = {
  "by-person": "by a person",
  until: "the phase of --until has ended",
  context: "a session takes up much of its model's window",
};

/** The rest is what a test or a tool wrote. */
const firstLine = (text: string): string => text.split("\n", 1)[0]!;

/** The message; the class only where it says more than that something failed. */
export const failureText = (failure: Failure): string =>
  failure.class === "transient" ? failure.message : `${failure.class}: ${failure.message}`;

function optionsText(options: RunOptions): string[] {
  return [
    ...givenBudgetTexts(options.budget).map((each) => `budget ${each}`),
    ...(options.concurrency === undefined ? [] : [`concurrency ${options.concurrency}`]),
    ...(options.until === undefined ? [] : [`until ${options.until}`]),
  ];
}

const paramsText = (params: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(params).map(([name, value]) => `${name}=${JSON.stringify(value)}`);

const soon = (ms: number): string => (ms === 0 ? "at once" : `in ${formatDuration(ms)}`);

const approvalText = ({ phrase, digest, signature }: Approval): string =>
  `"${phrase}" for evidence ${digest.slice(0, 12)}${signature ? `, signed by ${signature.signer}` : ""}`;

const filesText = (files: readonly object[] = []): string =>
  files.length === 0 ? "" : ` and ${plural(files.length, "file")} that it names`;
