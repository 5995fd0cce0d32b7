import { readBounded } from "./readBounded.ts";

/** The objects of a file of JSON lines; lines that a kill has torn are passed over. Throws as `readBounded`. */
export function readLines(path: string, most: number): readonly Record<string, unknown>[] {
  const lines = readBounded(path, most)?.split("\n") ?? [];
  return lines.flatMap((line) => {
    try {
      const value = JSON.parse(line) as Record<string, unknown> | null;
      return value !== null && typeof value === "object" ? [value] : [];
    } catch {
      return [];
    }
  });
}
