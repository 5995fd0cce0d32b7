import type { Findings } from "../../findings.ts";
import { get } from "../../syntax/tree.ts";
import type { MapNode, Node } from "../../syntax/tree.ts";
import { filled, scalarText } from "../entry.ts";

/** What a word of such a file means. */
export type Meaning = "pending" | "running" | "completed" | "failed" | "blocked" | "skipped";

const MEANINGS: readonly (readonly [Meaning, RegExp])[] = [
  ["completed", /^(?:completed?|done|finished|merged|closed|passed)$/],
  ["skipped", /^(?:skipped|cancell?ed|won'?tdo|won'?tfix|deferred)$/],
  ["running", /^(?:inprogress|running|active|started|doing|wip)$/],
  ["failed", /^(?:failed|error|failure)$/],
  ["blocked", /^(?:blocked)$/],
  ["pending", /^(?:pending|notstarted|todo|ready|open|planned|new|queued|waiting|backlog)$/],
];

/** What a status says, however it is written: `COMPLETE`, `In Progress`, `not_started`. */
export function meaningOf(word: string): Meaning | undefined {
  const plain = word.toLowerCase().replaceAll(/[\s_-]+/g, "");
  return MEANINGS.find(([, pattern]) => pattern.test(plain))?.[0];
}

/** Keys that say it with true or false. */
export const TRUTHS = ["completed", "complete", "done", "passes"] as const;

/** How far an entry says it is, and the word with which. */
export interface Said {
  readonly meaning: Meaning;
  readonly word: string;
  readonly at: Node;
}

/** Undefined where it says nothing, or nothing that is known. */
export function saidOf(map: MapNode, findings: Findings): Said | undefined {
  const status = filled(map, "status");
  const word = scalarText(status, findings);
  const meaning = word === undefined ? undefined : meaningOf(word);
  if (status && word !== undefined && meaning) return { meaning, word, at: status };
  for (const key of TRUTHS) {
    const node = get(map, key);
    if (node?.kind === "scalar" && node.value === true)
      return { meaning: "completed", word: key, at: node };
  }
  return undefined;
}
