/** `340ms`, `4.2s`, `1m 05s`, `2h 07m`, `3d 04h`: a duration for a person. A clock that went back gives `0ms`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole}ms`;
  // Cut, not rounded: 59.96 s is not yet a minute.
  if (whole < 60_000) return `${(Math.floor(whole / 100) / 10).toFixed(1)}s`;
  return formatElapsed(whole);
}

/** As `formatDuration`, in whole seconds: for what is still going on and ticks before the reader's eyes. */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${two(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** How long ago something was, in its largest unit. */
export function formatAge(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds < 2) return "just now";
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ago`;
  return `${Math.floor(seconds / 86_400)}d ago`;
}

/** Local time of a moment: `14:05`; with the date where that is not today's: `2026-11-22 14:05`. */
export function formatClock(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  return then.toDateString() === today.toDateString() ? time : `${dateOf(then)} ${time}`;
}

const dateOf = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** When something may go on, and how long that is: `14:05, in 12m`; only the time where it has passed. */
export function formatUntil(at: number, now: number): string {
  const clock = formatClock(at, now);
  return at > now ? `${clock}, in ${formatWait(at - now)}` : clock;
}

/** `45s`, `12m`, `2h 05m`, `3d 04h`: how long to wait, never less than it is. */
function formatWait(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes}m` : formatElapsed(minutes * 60_000);
}

/** ISO 8601 in UTC: the only way in which documents for programs give a time. */
export const isoTime = (at: number): string => new Date(at).toISOString();

const two = (value: number): string => String(value).padStart(2, "0");
