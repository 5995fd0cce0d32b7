import type { JsonValue } from "../core/artifact.ts";
import { below, placeOf } from "./pointer.ts";

export interface Member {
  /** JSON pointer. */
  readonly pointer: string;
  /** Bytes of its canonical text. */
  readonly bytes: number;
}

const SHOWN = 5;

/** A member of which this share is one member of its own is not named: that one is. */
const MOSTLY = 0.8;

/** Members so small are not where anything could be saved. */
const WORTH_NAMING = 0.02;

/** Bytes of the canonical text, and the members that take up most of them, largest first. */
export function measure(value: JsonValue): { bytes: number; largest: readonly Member[] } {
  const found: Member[] = [];
  const bytes = sizeOf(value, "", found);
  const largest = found
    .filter((each) => each.pointer !== "" && each.bytes > bytes * WORTH_NAMING)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, SHOWN);
  return { bytes, largest };
}

function sizeOf(value: JsonValue, pointer: string, found: Member[]): number {
  if (value === null || typeof value !== "object") {
    const bytes = Buffer.byteLength(JSON.stringify(value));
    found.push({ pointer, bytes });
    return bytes;
  }
  const inside: Member[] = [];
  let bytes = 2;
  let largest = 0;
  let count = 0;
  const list = Array.isArray(value);
  for (const key of Object.keys(value)) {
    const member = (value as Readonly<Record<string, JsonValue>>)[key]!;
    const size = sizeOf(member, below(pointer, key), inside);
    bytes += size + (list ? 0 : Buffer.byteLength(JSON.stringify(key)) + 1) + (count++ > 0 ? 1 : 0);
    largest = Math.max(largest, size);
    if (inside.length > 4 * SHOWN) keepLargest(inside);
  }
  keepLargest(inside);
  // Whoever must shorten something wants to know of the largest part, not of all that surrounds it.
  if (largest <= bytes * MOSTLY && pointer !== "") {
    found.push({ pointer, bytes }, ...inside.filter((each) => each.bytes > bytes / 4));
  } else found.push(...inside);
  return bytes;
}

function keepLargest(members: Member[]): void {
  members.sort((a, b) => b.bytes - a.bytes);
  members.length = Math.min(members.length, SHOWN);
}

/** What to say of a value that is larger than it may be. */
export function tooLarge(value: JsonValue, maxBytes: number): string | undefined {
  const { bytes, largest } = measure(value);
  if (bytes <= maxBytes) return undefined;
  const members = largest.map((each) => `${placeOf(each.pointer)} (${each.bytes} bytes)`);
  const where = members.length > 0 ? ` Largest: ${members.join(", ")}.` : "";
  return `it has ${bytes} bytes, ${maxBytes} are allowed.${where} Shorten it, or write details to a file and hand in its path.`;
}
