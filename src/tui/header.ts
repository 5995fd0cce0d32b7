import { hasEnded } from "../core/run.ts";
import type { Run, RunStatus } from "../core/run.ts";
import { formatDuration, formatElapsed } from "../views/duration.ts";
import { oneLine } from "../views/safeText.ts";
import { countsText, countTasks, settledOf } from "./counts.ts";
import type { Counts } from "./counts.ts";
import { cutTo, widthOf } from "./cut.ts";
import { span } from "./paint.ts";
import type { Hue, Span } from "./paint.ts";
import type { Signs } from "./signs.ts";

const HUES: Readonly<Record<RunStatus, Hue>> = {
  running: "cyan",
  waiting: "yellow",
  blocked: "yellow",
  paused: "yellow",
  completed: "green",
  failed: "red",
  aborted: "red",
  "budget-exceeded": "red",
};

/** What is being run. It changes seldom, so it stands first: the screen is repainted from the first changed line on. */
export function titleLine(run: Run, width: number, signs: Signs): Span[] {
  const id = widthOf(run.id) + 4 <= width / 2 ? run.id : "";
  const name = cutTo(oneLine(run.plan.name), width - (id === "" ? 0 : id.length + 2), signs.more);
  const gap = " ".repeat(Math.max(2, width - widthOf(name) - id.length));
  return [span(name, "bold"), ...(id === "" ? [] : [span(gap), span(id, "dim")])];
}

/** How it stands: state, bar, settled of all, elapsed, and what needs a look; what has no room is left out. */
export function stateLine(
  run: Run,
  { width, now, interrupted = false }: { width: number; now: number; interrupted?: boolean },
  signs: Signs,
): Span[] {
  const counts = countTasks(run, run.tasks);
  const gap = width < 40 ? 1 : 2;
  const parts = [
    span(stateWord(run, interrupted), interrupted ? "yellow" : HUES[run.status]),
    span(`${settledOf(counts)}/${counts.total}`),
    span(elapsed(run, now)),
    span(countsText(counts, URGENT), counts.failed > 0 ? "red" : "dim"),
  ].filter((each) => each.text !== "");
  const widthWith = (shown: readonly Span[]): number =>
    shown.reduce((sum, each) => sum + each.text.length + gap, -gap);
  const leastBar = gap + LEAST_BAR;
  while (parts.length > 3 && widthWith(parts) + leastBar > width) parts.pop();
  while (parts.length > 1 && widthWith(parts) > width) parts.pop();
  const bar = Math.min(MOST_BAR, width - widthWith(parts) - gap);
  const [state, ...rest] = parts;
  const between = bar >= LEAST_BAR ? [span(" ".repeat(gap)), ...barOf(counts, bar, signs)] : [];
  return [state!, ...between, ...rest.flatMap((each) => [span(" ".repeat(gap)), each])];
}

const LEAST_BAR = 6;
const MOST_BAR = 32;
const URGENT = ["running", "resting", "blocked", "failed", "skipped", "cancelled"] as const;

function elapsed(run: Run, now: number): string {
  const ms = (run.endedAt ?? now) - run.startedAt;
  return hasEnded(run) ? formatDuration(ms) : formatElapsed(ms);
}

function stateWord(run: Run, interrupted: boolean): string {
  if (run.status !== "running") return run.status;
  if (interrupted) return "interrupted";
  if (run.abortRequested) return "aborting";
  return run.stopping ? "stopping" : "running";
}

/** Done, failed, under way, to come; what there is of a kind has at least one cell. */
function barOf(counts: Counts, width: number, signs: Signs): Span[] {
  const { total, failed, running } = counts;
  const cells = (count: number): number =>
    count === 0 || total === 0 ? 0 : Math.max(1, Math.floor((count / total) * width));
  const bad = Math.min(cells(failed), width);
  const now = Math.min(cells(running), width - bad);
  const settled = settledOf(counts) - failed;
  const rest = width - bad - now;
  const complete = settled + failed === total;
  const good = complete ? rest : Math.min(rest, Math.floor((settled / Math.max(1, total)) * width));
  return [
    span(signs.barFull.repeat(good), "green"),
    span(signs.barFull.repeat(bad), "red"),
    span(signs.barFull.repeat(now), "cyan"),
    span(signs.barEmpty.repeat(rest - good), "dim"),
  ];
}
