import type { Event } from "../core/events.ts";

/** Makes an event of one version into one of the next. Versions are those of `EVENT_VERSION`. */
export type Upcaster = (event: Record<string, unknown>) => Record<string, unknown>;

/**
 * By the version that each starts from; a version that changed nothing about the shape needs none.
 * Once released, an upcaster is never changed: journals of that version are out there.
 */
const UPCASTERS: ReadonlyMap<number, Upcaster> = new Map();

/**
 * An event as this version of Pawl knows it, from one that an older version wrote.
 * @param version the version that wrote it
 */
export function upcast(
  event: Event,
  version: number,
  current: number,
  upcasters = UPCASTERS,
): Event {
  let shape = event as unknown as Record<string, unknown>;
  for (let at = version; at < current; at++) shape = upcasters.get(at)?.(shape) ?? shape;
  return shape as unknown as Event;
}
