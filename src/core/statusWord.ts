/** What a word of a list of tasks that another tool keeps says of how far something is. */
export type Meaning = "pending" | "running" | "completed" | "failed" | "blocked" | "skipped";

const MEANINGS: readonly (readonly [Meaning, RegExp])[] = [
  ["completed", /^(?:completed?|done|finished|merged|closed|passed)$/],
  ["skipped", /^(?:skipped|cancell?ed|won'?tdo|won'?tfix|deferred)$/],
  ["running", /^(?:inprogress|running|active|started|doing|wip)$/],
  ["failed", /^(?:failed|error|failure)$/],
  ["blocked", /^blocked$/],
  ["pending", /^(?:pending|notstarted|todo|ready|open|planned|new|queued|waiting|backlog)$/],
];

/** What a status says, however it is written: `COMPLETE`, `In Progress`, `not_started`, `✅ Done`. */
export function meaningOf(word: string): Meaning | undefined {
  const plain = word
    .toLowerCase()
    .replaceAll(/[\s_\p{Pd}\p{Extended_Pictographic}\u{FE0F}]+/gu, "");
  return MEANINGS.find(([, pattern]) => pattern.test(plain))?.[0];
}

/** Keys that say that something is done with true or false. */
export const TRUTHS = ["completed", "complete", "done", "passes"] as const;
