import type { AllMetrics } from "./allMetrics.ts";
import { formatDuration } from "./duration.ts";
import type { RunMetrics } from "./metrics.ts";
import { oneLine } from "./safeText.ts";
import { amountsText, tokensText } from "./tokensText.ts";
import { plural } from "./words.ts";

/** `92.3 %`, or `none yet` where there is nothing to take a share of. */
export const formatRate = (rate: number | null): string =>
  rate === null ? "none yet" : `${Number((rate * 100).toFixed(1))} %`;

/** What `pawl metrics RUN` prints, as rows of columns under headings. */
export function runMetricsText(run: RunMetrics): string[] {
  const { attempts } = run;
  const share = run.durationMs === 0 ? null : run.workingMs / run.durationMs;
  const bad = [
    [attempts.failed, "failed"],
    [attempts.timedOut, "timed out"],
    [attempts.lost, "lost"],
    [attempts.cancelled, "cancelled"],
    [attempts.underway, "under way"],
  ] as const;
  const ends = bad.filter(([count]) => count > 0).map(([count, word]) => `, ${count} ${word}`);
  return [
    `Run ${run.run} of "${oneLine(run.plan)}" is ${run.status}`,
    `  total       ${formatDuration(run.durationMs)}`,
    `  working     ${formatDuration(run.workingMs)}${share === null ? "" : ` (${formatRate(share)})`}`,
    `  waiting     ${formatDuration(run.waitingMs)}`,
    `  attempts    ${attempts.total}: ${attempts.succeeded} succeeded${ends.join("")}`,
    `  succeeded   ${formatRate(run.attemptSuccessRate)} of the attempts that ended`,
    `  retries     ${run.retries}`,
    `  failures    ${failuresText(run)}`,
    "",
    `Critical path: ${formatDuration(run.criticalPath.durationMs)}`,
    ...pathLines(run),
    ...(run.tokens ? ["", ...tokensText(run.tokens)] : []),
  ];
}

function failuresText({ failures, interruptions }: RunMetrics): string {
  const parts = [
    ...(failures > 0 ? [`failed ${plural(failures, "time")}`] : []),
    ...(interruptions > 0 ? [`interrupted ${plural(interruptions, "time")}`] : []),
  ];
  return parts.length === 0 ? "none" : parts.join(", ");
}

const PATH_LINES = 12;

function pathLines(run: RunMetrics): string[] {
  const { tasks } = run.criticalPath;
  if (tasks.length <= PATH_LINES) return tasks.map((each) => `  ${each}`);
  const left = tasks.length - PATH_LINES + 1;
  return [
    ...tasks.slice(0, PATH_LINES - 2).map((each) => `  ${each}`),
    `  … ${left} more …`,
    `  ${tasks.at(-1)}`,
  ];
}

/** Rows for phases and tasks of a run: name, status, duration, attempts, retries. */
export function durationRows(run: RunMetrics, most: number): string[][] {
  return run.phases.flatMap((phase) => {
    const slowest = [...phase.tasks]
      .filter((each) => each.attempts > 0)
      .sort((a, b) => b.durationMs - a.durationMs);
    const shown = isSingle(phase) ? [] : slowest.slice(0, most);
    return [
      [
        phase.id,
        phase.status,
        phase.attempts === 0 ? "" : formatDuration(phase.durationMs),
        String(phase.attempts),
        String(phase.retries),
      ],
      ...shown.map((each) => [
        `  ${each.id}`,
        each.status,
        formatDuration(each.durationMs),
        String(each.attempts),
        String(each.retries),
      ]),
      ...(shown.length > 0 && slowest.length > most
        ? [[`  … ${slowest.length - most} quicker`, "", "", "", ""]]
        : []),
    ];
  });
}

const isSingle = (phase: RunMetrics["phases"][number]): boolean =>
  phase.tasks.length === 1 && phase.tasks[0]!.id === phase.id;

/** What `pawl metrics` prints of all runs. */
export function allMetricsText(all: AllMetrics): string[] {
  const open = all.unfinished > 0 ? `, ${all.unfinished} not finished` : "";
  const aborted = all.aborted > 0 ? `, ${all.aborted} aborted` : "";
  const left = all.executions - all.successes - all.aborted - all.unfinished;
  const failed = left > 0 ? `, ${left} failed` : "";
  return [
    `Executions      ${all.executions}: ${all.successes} completed${failed}${aborted}${open}`,
    `Success rate    ${formatRate(all.successRate)} (${all.successes} of ${all.executions})`,
    `Recovery rate   ${formatRate(all.recoveryRate)} (${all.recoveries} of ${all.failures} that failed or were interrupted)`,
    `Attempts        ${all.attempts}, ${plural(all.retries, "retry", "retries")}; ${formatRate(all.attemptSuccessRate)} succeeded`,
    `Time            ${formatDuration(all.durationMs)} in all: ${formatDuration(all.workingMs)} working, ${formatDuration(all.waitingMs)} waiting`,
    `Median run      ${all.medianDurationMs === null ? "none yet" : formatDuration(all.medianDurationMs)}`,
    ...(all.tokens ? [`Tokens          ${amountsText(all.tokens)}`] : []),
  ];
}
