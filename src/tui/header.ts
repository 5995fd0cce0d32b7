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
export function stateLine(run: Run, width: number, now: number, signs: Signs): Span[] {
  const counts = countTasks(run.tasks);
  const state = stateWord(run);
  const hue = HUES[run.status];
  const done = `${settledOf(counts)}/${counts.total}`;
  const ended = hasEnded(run);
  const ms = (run.endedAt ?? now) - run.startedAt;
  const took = ended ? formatDuration(ms) : formatElapsed(ms);
  const kinds = countsText(counts, ["running", "resting", "failed", "skipped", "cancelled"]);
  const parts: Span[] = [span(state, hue), span(done)];
  let left = width - widthOf(state) - done.length - 1;
  const add = (text: string, to?: Hue): void => {
    if (text === "" || text.length + 2 > left) return;
    parts.push(span(text, to));
    left -= text.length + 2;
  };
  add(took);
  add(kinds, counts.failed > 0 ? "red" : "dim");
  const bar = Math.min(32, left - 2);
  if (bar >= 6) parts.splice(1, 0, ...barOf(counts, bar, signs));
  return spaced(parts, bar >= 6);
}

function stateWord(run: Run): string {
  if (run.status !== "running") return run.status;
  if (run.abortRequested) return "aborting";
  return run.stopping ? "stopping" : "running";
}

/** Two spaces between the parts; none inside of the bar. On the narrowest screens one. */
function spaced(parts: readonly Span[], withBar: boolean): Span[] {
  const isBar = (at: number): boolean => withBar && at > 1 && at <= BAR_PARTS;
  const gap = parts.length <= 2 ? " " : "  ";
  return parts.flatMap((part, at) => (at === 0 || isBar(at) ? [part] : [span(gap), part]));
}

const BAR_PARTS = 4;

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
