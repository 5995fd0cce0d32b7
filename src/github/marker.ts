import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { canonicalJson } from "../core/canonicalJson.ts";
import type { JsonValue } from "../core/artifact.ts";
import type { Recorded } from "../core/events.ts";

/** What a comment of Pawl's says of itself where nobody sees it. */
export interface Mark {
  readonly run: string;
  /** What it is: `living`, `phase:build:1700000000000`, … unique in the run. */
  readonly key: string;
  /** Of what it says, so that it is known whether it is up to date. */
  readonly sum: string;
}

const MARK = /<!-- pawl1 ([\w.%:]+) ([\w.%:]+) (\w+) ([0-9a-f]{32}) -->\s*$/;

/**
 * What marks of a run are signed with: only who has the journal can make one, so that nobody else's comment is taken for
 * Pawl's. It is the same wherever the run is driven.
 * @param first event of the journal
 */
export const markSecret = (first: Recorded): string =>
  createHash("sha256")
    .update(canonicalJson(JSON.parse(JSON.stringify(first)) as JsonValue))
    .digest("hex");

/** A text with its mark under it. */
export function marked(text: string, mark: Mark, secret: string): string {
  const words = [written(mark.run), written(mark.key), mark.sum];
  return `${text}\n\n<!-- pawl1 ${words.join(" ")} ${signed(mark, secret)} -->\n`;
}

/** The mark under a comment, if it is one of this run and nobody has made it up. */
export function markOf(body: string, run: string, secret: string): Mark | undefined {
  const mark = claimedMark(body);
  if (mark?.run !== run) return undefined;
  const given = Buffer.from(mark.mac);
  const wanted = Buffer.from(signed(mark, secret));
  return timingSafeEqual(given, wanted) ? mark : undefined;
}

/** The mark under a comment, whoever made it. */
export function claimedMark(body: string): (Mark & { readonly mac: string }) | undefined {
  const found = MARK.exec(body);
  if (!found) return undefined;
  const [, run, key, sum, mac] = found as unknown as [string, string, string, string, string];
  try {
    return { run: decodeURIComponent(run), key: decodeURIComponent(key), sum, mac };
  } catch {
    return undefined;
  }
}

/** A short digest of a text, for `sum`. */
export const sumOf = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 16);

/** Without a "-", two of which would end what is hidden. */
const written = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll("%3A", ":")
    .replace(/[-!'()*~]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

const signed = ({ run, key, sum }: Mark, secret: string): string =>
  createHmac("sha256", secret).update(`${run}\n${key}\n${sum}`).digest("hex").slice(0, 32);
