/** Why GitHub did not do what it was asked to. */
export type Trouble =
  /** It wants to be left alone until then (ms since 1970). */
  | { readonly type: "limited"; readonly until: number; readonly text: string }
  /** It, or the way to it, is out of order: what was asked may have been done all the same. */
  | { readonly type: "outage"; readonly text: string }
  /** Asking again would not help. */
  | { readonly type: "refused"; readonly status: number; readonly text: string };

/** Thrown where GitHub did not do what it was asked to. */
export class GithubTrouble extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.text);
    this.trouble = trouble;
  }
}

/** An answer that is no success. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly message: string;
}

/** Where a secondary limit does not say how long, GitHub asks for a minute at least. */
const MINUTE = 60_000;
const HOUR = 3_600_000;

/**
 * What an answer means. Limits come as 403 or 429; how long they hold is said in `retry-after` (seconds, or a date) or,
 * with nothing remaining, in `x-ratelimit-reset` (seconds since 1970).
 * @param now ms since 1970
 */
export function troubleOf({ status, headers, message }: Answer, now: number): Trouble {
  if (status === 429 || (status === 403 && isLimit(headers, message))) {
    const until = limitEnd(headers, now);
    return { type: "limited", until, text: `GitHub's limit is reached (${status})` };
  }
  if (status >= 500 || status === 408) return { type: "outage", text: `GitHub answers ${status}` };
  return { type: "refused", status, text: `GitHub refuses (${status}): ${message}` };
}

const isLimit = (headers: Answer["headers"], message: string): boolean =>
  headers["retry-after"] !== undefined ||
  String(headers["x-ratelimit-remaining"] ?? "") === "0" ||
  /rate limit/i.test(message);

/** No clock of theirs or ours makes a wait longer than an hour and a bit. */
function limitEnd(headers: Answer["headers"], now: number): number {
  const wait = Math.min(HOUR * 1.5, Math.max(1_000, waitIn(headers, now) ?? MINUTE));
  return now + wait;
}

function waitIn(headers: Answer["headers"], now: number): number | undefined {
  const after = headers["retry-after"];
  if (after !== undefined) {
    const seconds = Number(after);
    const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(String(after)) - now;
    if (Number.isFinite(wait)) return wait;
  }
  const reset = Number(headers["x-ratelimit-reset"]);
  const none = String(headers["x-ratelimit-remaining"] ?? "") === "0";
  return none && Number.isFinite(reset) ? reset * 1000 - now + 1_000 : undefined;
}
