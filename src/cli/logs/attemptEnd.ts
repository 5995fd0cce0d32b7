import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ATTEMPT_FILES } from "../../core/paths.ts";

/** What an attempt's record says of its output once it has ended. */
export interface AttemptEnd {
  /** Bytes that it wrote in all. */
  readonly bytes: number;
  /** Of these, the bytes that were not kept: the first ones. */
  readonly dropped: number;
}

/** `undefined` while it has not ended; zeros where it has, and the record does not say more. */
export async function attemptEnd(folder: string): Promise<AttemptEnd | undefined> {
  const text = await readFile(join(folder, ATTEMPT_FILES.record), "utf8").catch(() => "");
  for (const line of text.split("\n")) {
    const ended = endedOf(line);
    if (ended) return { bytes: count(ended["bytes"]), dropped: count(ended["dropped"]) };
  }
  return undefined;
}

/** A line that was not written whole tells nothing. */
function endedOf(line: string): Record<string, unknown> | undefined {
  try {
    const { ended } = JSON.parse(line) as { ended?: unknown };
    return typeof ended === "object" && ended !== null
      ? (ended as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const count = (value: unknown): number => (typeof value === "number" ? value : 0);
