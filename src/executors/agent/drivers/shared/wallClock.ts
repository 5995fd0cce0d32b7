/** A date and a time of day as people read them; months from 1. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** What clocks show at an instant: those of a time zone, or this machine's own. */
export function wallClock(instant: number, zone: string | undefined): WallClock {
  const parts = formatOf(zone).formatToParts(instant);
  const part = (type: string): number =>
    Number(parts.find((each) => each.type === type)?.value ?? 0);
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
  };
}

function formatOf(zone: string | undefined): Intl.DateTimeFormat {
  const options = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...options, ...(zone && { timeZone: zone }) });
  } catch {
    return new Intl.DateTimeFormat("en-US", options); // no zone of that name
  }
}

/** The instant at which clocks show this; twice corrected, so that it holds across a change of the clocks too. */
export function atWallClock(wanted: WallClock, zone: string | undefined): number {
  const asUtc = utc(wanted);
  let instant = asUtc;
  for (let round = 0; round < 2; round++) instant += asUtc - utc(wallClock(instant, zone));
  return instant;
}

const utc = (clock: WallClock): number =>
  Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute);
