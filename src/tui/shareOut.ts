export interface Want {
  /** Served for everybody before anything else. */
  readonly urgent: number;
  readonly all: number;
}

/**
 * Shares `room` lines out: first for what is urgent, the smallest wishes in full and the larger ones evenly; then
 * for more of the same; what is left goes to the others, in order, as far as they can be shown whole.
 */
export function shareOut(wants: readonly Want[], room: number): number[] {
  const given = evenly(
    wants.map((each) => each.urgent),
    Math.max(0, room),
  );
  let left = room - given.reduce((sum, each) => sum + each, 0);
  const give = (at: number, lines: number): void => {
    given[at]! += lines;
    left -= lines;
  };
  for (const [at, want] of wants.entries()) {
    if (want.urgent > 0) give(at, Math.min(want.all - given[at]!, left));
  }
  for (const [at, want] of wants.entries()) {
    if (want.urgent === 0 && want.all <= left) give(at, want.all);
  }
  return given;
}

/** Nobody gets more than they wish; what the modest leave goes to the others. */
function evenly(wishes: readonly number[], room: number): number[] {
  const given = wishes.map(() => 0);
  const order = wishes.map((_, at) => at).sort((a, b) => wishes[a]! - wishes[b]!);
  let left = room;
  for (const [done, at] of order.entries()) {
    const share = Math.ceil(left / (order.length - done));
    const gets = Math.min(wishes[at]!, share, left);
    given[at] = gets;
    left -= gets;
  }
  return given;
}
