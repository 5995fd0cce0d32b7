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

/** The shortest way to write a size that `parseSize` reads back as it was. */
export function formatSize(bytes: number): string {
  let shortest = `${bytes}B`;
  for (const unit of ["KB", "MB", "GB", "KiB", "MiB", "GiB"]) {
    const text = `${bytes / UNITS[unit.toLowerCase()]!}${unit}`;
    if (text.length <= shortest.length && parseSize(text) === bytes) shortest = text;
  }
  return shortest;
}
