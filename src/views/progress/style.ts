import type { JsonValue } from "../../core/artifact.ts";
import { meaningOf } from "../../core/statusWord.ts";
import type { Meaning } from "../../core/statusWord.ts";

/** How a file writes what Pawl writes into it. */
export interface Style {
  /** A word for a status, as entries of that kind have it there. */
  word(of: "phase" | "task", meaning: Meaning): string;
  /** A key, as it is spelled there: `completedAt` or `completed_at`. */
  key(name: string): string;
}

const WORDS: Readonly<Record<Meaning, string>> = {
  pending: "pending",
  running: "in_progress",
  completed: "completed",
  failed: "failed",
  blocked: "blocked",
  skipped: "skipped",
};

/**
 * @param statuses the words that phases and tasks have in the file
 * @param document the file
 */
export function styleOf(
  statuses: Readonly<Record<"phase" | "task", readonly string[]>>,
  document: JsonValue,
): Style {
  const keys = new Set<string>();
  collectKeys(document, keys);
  const all = [...statuses.phase, ...statuses.task];
  const wordFor = (of: "phase" | "task", meaning: Meaning): string =>
    mostUsed(statuses[of], meaning) ?? mostUsed(all, meaning) ?? likeOthers(WORDS[meaning], all);
  const words = new Map<string, string>();
  return {
    word: (of, meaning) => {
      const word = words.get(`${of} ${meaning}`) ?? wordFor(of, meaning);
      words.set(`${of} ${meaning}`, word);
      return word;
    },
    key: (name) => [name, camel(name), snake(name)].find((each) => keys.has(each)) ?? name,
  };
}

function mostUsed(words: readonly string[], meaning: Meaning): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words)
    if (meaningOf(word) === meaning) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** `IN_PROGRESS` among `NOT_STARTED`, `In Progress` among `Not Started`. */
function likeOthers(word: string, others: readonly string[]): string {
  const letters = others.filter((each) => /\p{L}/u.test(each));
  const between = others.map((each) => /[\s_-]/.exec(each)?.[0]).find(Boolean) ?? "_";
  const parts = word.split("_");
  if (letters.length === 0) return word;
  if (letters.every((each) => each === each.toUpperCase()))
    return parts.join(between).toUpperCase();
  if (letters.every((each) => /^\p{Lu}/u.test(each)))
    return parts.map((each) => each[0]!.toUpperCase() + each.slice(1)).join(between);
  return parts.join(between);
}

function collectKeys(value: JsonValue, keys: Set<string>): void {
  if (value === null || typeof value !== "object") return;
  if (!Array.isArray(value)) for (const key of Object.keys(value)) keys.add(key);
  for (const each of Object.values(value)) collectKeys(each as JsonValue, keys);
}

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, each: string) => each.toUpperCase());
const snake = (name: string): string => name.replace(/[A-Z]/g, (each) => `_${each.toLowerCase()}`);
