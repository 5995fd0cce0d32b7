const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1_000,
  mb: 1_000 ** 2,
  gb: 1_000 ** 3,
  kib: 1_024,
  mib: 1_024 ** 2,
  gib: 1_024 ** 3,
};

/** A number and a unit: B, KB, MB, GB (powers of 1000) or KiB, MiB, GiB (powers of 1024). */
export const SIZE_PATTERN = /^\d+(?:\.\d+)? ?(?:[kKmMgG][iI]?)?[bB]$/;

/** Bytes in `64KB`, `1GiB`, or a plain number of bytes; undefined where it is neither. */
export function parseSize(value: string | number): number | undefined {
  if (typeof value === "number") return Number.isInteger(value) && value >= 0 ? value : undefined;
  if (!SIZE_PATTERN.test(value)) return undefined;
  const unit = value.replace(/^[\d.]+ ?/, "");
  return Math.round(Number.parseFloat(value) * UNITS[unit.toLowerCase()]!);
}

/** A size for a person to read, such as `8MB`. */
export function formatSize(bytes: number): string {
  if (bytes >= 1_000 ** 3 && bytes % 1_000 ** 2 === 0) return `${bytes / 1_000 ** 3}GB`;
  if (bytes >= 1_000 ** 2 && bytes % 1_000 === 0) return `${bytes / 1_000 ** 2}MB`;
  return bytes >= 1_000 && bytes % 10 === 0 ? `${bytes / 1_000}KB` : `${bytes}B`;
}
