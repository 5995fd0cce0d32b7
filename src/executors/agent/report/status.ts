import type { Report } from "../../../core/report.ts";

const WORDS: Readonly<Record<Report["status"], readonly string[]>> = {
  success: [
    "success",
    "successful",
    "succeeded",
    "complete",
    "completed",
    "done",
    "ok",
    "pass",
    "passed",
  ],
  partial: ["partial", "partially", "incomplete"],
  failure: ["failure", "failed", "fail", "error", "blocked", "aborted"],
};

const BY_WORD = new Map(
  Object.entries(WORDS).flatMap(([status, words]) =>
    words.map((word) => [word, status as Report["status"]] as const),
  ),
);

/**
 * The status that a text names with its first word. `success|failure|partial` names none: it is the instruction,
 * said again. What was completed only "with" something is partial.
 */
export function statusOf(text: string): Report["status"] | undefined {
  const [, word, rest] = /^[^\p{L}|/]{0,20}(\p{L}{2,20})(.{0,40})/su.exec(text) ?? [];
  if (word === undefined || rest === undefined || /^\s*[|/]/.test(rest)) return undefined;
  const status = BY_WORD.get(word.toLowerCase());
  if (status === "success" && /^\s+with\s+(warnings?|issues?|errors?|failures?)\b/i.test(rest))
    return "partial";
  return status;
}

export const STATUSES = "success, partial or failure";
