import type { Run } from "../core/run.ts";
import { hasSigns, wantsColor } from "../tui/terminal.ts";
import type { MaybeTerminal } from "../tui/terminal.ts";
import { approvingIn, phasesInPlanOrder } from "../views/approving.ts";
import { budgetText, raisingOption } from "../views/budget.ts";
import { askingIn } from "../views/asking.ts";
import { oneLine } from "../views/safeText.ts";
import type { Driver } from "../views/waitingFor.ts";
import { workersAtWork } from "../views/workers.ts";
import { mergedOf, openWorktrees } from "../views/worktrees.ts";
import { colors } from "./print.ts";

/** A terminal may be scrolled, but not for thousands of tasks. */
const LEAST_LINES = 60;
const PIPE_WIDTH = 120;

/** The screen as it would be now, once, and what to do next; a pipe gets every task. */
export async function statusText(
  run: Run,
  driver: Driver | null,
  stream: MaybeTerminal,
): Promise<string[]> {
  const { renderScreen } = await import("../tui/screen.ts");
  const terminal = stream.isTTY === true;
  const screen = renderScreen(run, {
    width: terminal ? stream.columns || 80 : PIPE_WIDTH,
    height: terminal ? Math.max(LEAST_LINES, stream.rows ?? 0) : Number.MAX_SAFE_INTEGER,
    now: Date.now(),
    lastLines: new Map(),
    color: wantsColor(stream),
    ascii: !hasSigns(),
    interrupted: run.status === "running" && driver === null,
  });
  const notes = notesOf(run);
  const budget = budgetText(run, Date.now());
  if (budget !== undefined) notes.push(budget);
  const shown = notes.length === 0 ? screen : [...screen, "", ...notes];
  const hint = hintFor(run, driver);
  const below = [
    ...workersAtWork(run).map(oneLine),
    ...worktreeLines(run),
    ...(hint === undefined ? [] : [hint]),
  ];
  return below.length === 0 ? shown : [...shown, "", ...below.map(colors().dim)];
}

/** Where work is done now: that is too long for the rows. */
const worktreeLines = (run: Run): string[] =>
  openWorktrees(run).flatMap(({ of, path, branch, notes = [] }) => [
    `${of} works in ${oneLine(path)}, on branch ${branch}`,
    ...notes.map((each) => `  ${oneLine(each)}`),
  ]);

/** What whoever is to approve should know. */
const notesOf = (run: Run): string[] =>
  phasesInPlanOrder(run.waiting).flatMap(({ spec, evidence }) =>
    (evidence?.notes ?? []).map((each) => `! ${spec.id}: ${oneLine(each)}`),
  );

function hintFor(run: Run, driver: Driver | null): string | undefined {
  switch (run.status) {
    case "running":
      return driver
        ? `driven by process ${driver.pid} on ${driver.host}`
        : `nobody drives it: pawl resume ${run.id} goes on`;
    case "paused":
      return run.pausedBecause === "context"
        ? `pawl why ${run.id} says which session is long; pawl resume ${run.id} goes on`
        : `pawl resume ${run.id} goes on`;
    case "failed":
      return `pawl why ${run.id} says why, and what goes on`;
    case "blocked": {
      const [first, ...more] = askingIn(run);
      if (!first) return `pawl resume ${run.id} goes on`;
      return more.length === 0
        ? `${first.command} answers it; then pawl resume ${run.id} goes on`
        : `pawl answer ${run.id} says what to answer; then pawl resume ${run.id} goes on`;
    }
    case "waiting": {
      const [first, ...more] = approvingIn(run);
      if (!first) return `pawl resume ${run.id} goes on`;
      return more.length === 0
        ? `${first.command} shows what is to be approved; then pawl resume ${run.id} goes on`
        : `pawl why ${run.id} says what is to be approved; then pawl resume ${run.id} goes on`;
    }
    case "budget-exceeded":
      return `pawl resume ${run.id}${raisingOption(run)} goes on`;
    case "completed": {
      const merged = mergedOf(run);
      if (merged?.stays) return `committed on branch ${merged.branch}`;
      return (
        merged && `all of it is on branch ${merged.branch}: pawl finish ${run.id} takes it home`
      );
    }
    case "aborted":
      return undefined;
  }
}
