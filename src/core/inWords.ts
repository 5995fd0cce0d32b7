/** A duration in milliseconds as a plan would write it: `1h5m`, `5s`, `1.5s`, `250ms`. */
export function inWords(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const seconds = Math.round(ms / 100) / 10;
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [Math.round((seconds % 60) * 10) / 10, "s"],
  ] as const;
  return parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : "")).join("");
}
