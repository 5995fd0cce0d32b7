import { hash as digest } from "node:crypto";
import type { Event, Recorded } from "../core/events.ts";
import { PawlError } from "../core/error.ts";
import { upcast } from "./upcast.ts";

/** Version of the events that this code writes. A journal with a higher one is refused. */
export const EVENT_VERSION = 3;

/** No event is larger; the largest is the one that holds the plan. */
export const MAX_EVENT_BYTES = 32 * 1024 * 1024;

/** Where a journal ends: the number of its last event and that event's hash. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export const EMPTY: Head = { seq: 0, hash: "" };

const PREFIX = '{"hash":"';
const HASH_LENGTH = 64;
const SEPARATOR = '",';
const REST_AT = PREFIX.length + HASH_LENGTH + SEPARATOR.length;

interface Envelope {
  readonly prev: string;
  readonly seq: number;
  readonly at: number;
  readonly v: number;
  readonly more?: true;
  readonly event: Event;
}

/**
 * One JSON line for each event: `hash` is the SHA-256 of the rest of the line, byte for byte, and the rest begins
 * with the hash of the line before. `more` marks all lines of a batch but the last, so that a batch of which the
 * end is missing is known as torn.
 */
export function encodeBatch(
  head: Head,
  events: readonly Event[],
  at: number,
): { text: string; recorded: Recorded[]; head: Head } {
  const recorded: Recorded[] = [];
  let { seq, hash } = head;
  let text = "";
  for (const [place, event] of events.entries()) {
    seq++;
    const more = place < events.length - 1 ? ',"more":true' : "";
    const rest = `"prev":"${hash}","seq":${seq},"at":${at},"v":${EVENT_VERSION}${more},"event":${JSON.stringify(event)}}`;
    if (rest.length > MAX_EVENT_BYTES) throw tooLarge(event, rest.length);
    hash = digest("sha256", rest);
    text += `${PREFIX}${hash}",${rest}\n`;
    recorded.push({ seq, at, event });
  }
  return { text, recorded, head: { seq, hash } };
}

function tooLarge(event: Event, bytes: number): PawlError {
  const megabytes = (bytes / 1024 / 1024).toFixed(0);
  return new PawlError(
    "event-too-large",
    `a ${event.type} event of ${megabytes} MiB is above the bound of ${MAX_EVENT_BYTES / 1024 / 1024} MiB; nothing was written`,
  );
}

/** What is wrong with a line, in words that follow "line N". */
export type Damage = { readonly damage: string } | { readonly newer: number };

export type Decoded =
  | { readonly recorded: Recorded; readonly head: Head; readonly more: boolean }
  | Damage;

/** Reads one line, which must follow `head`. */
export function decodeLine(line: string, head: Head): Decoded {
  const hash = line.slice(PREFIX.length, PREFIX.length + HASH_LENGTH);
  const rest = line.slice(REST_AT);
  const framed = line.startsWith(PREFIX) && line.startsWith(SEPARATOR, REST_AT - SEPARATOR.length);
  if (!framed || digest("sha256", rest) !== hash) {
    return { damage: "was changed after it was written: its hash does not fit" };
  }
  let envelope: Envelope;
  try {
    envelope = JSON.parse(`{${rest}`) as Envelope;
  } catch {
    return { damage: "is no JSON" };
  }
  if (envelope.v > EVENT_VERSION) return { newer: envelope.v };
  if (envelope.seq !== head.seq + 1) {
    return {
      damage: `holds event ${envelope.seq} where event ${head.seq + 1} was expected: lines are missing, doubled or out of order`,
    };
  }
  if (envelope.prev !== head.hash)
    return { damage: "does not follow the line before it: the chain of hashes is broken" };
  const event = upcast(envelope.event, envelope.v, EVENT_VERSION);
  const recorded = { seq: envelope.seq, at: envelope.at, event };
  return { recorded, head: { seq: envelope.seq, hash }, more: envelope.more === true };
}
