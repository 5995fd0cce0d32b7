import type { Comment } from "./api.ts";
import { markOf } from "./marker.ts";
import type { Mark } from "./marker.ts";

/** A comment of this run's that is there. */
export interface Known {
  readonly id: number;
  readonly sum: string;
}

/** What was found among the comments of an issue. */
export interface Found {
  readonly known: Map<string, Known>;
  /** Written twice: the answer to the first was lost. */
  readonly doubles: readonly number[];
}

/**
 * The comments of a run by their keys. The oldest of a key is the one: a copy of it, by whomever, can only be younger.
 * Younger ones of the same author are doubles of Pawl's; those of others are none of its business.
 * @param comments oldest first
 */
export function findKnown(comments: readonly Comment[], run: string, secret: string): Found {
  const first = new Map<string, Comment & { readonly mark: Mark }>();
  const doubles: number[] = [];
  for (const comment of comments) {
    const mark = markOf(comment.body, run, secret);
    if (!mark) continue;
    const before = first.get(mark.key);
    if (!before) first.set(mark.key, { ...comment, mark });
    else if (before.userId !== undefined && before.userId === comment.userId)
      doubles.push(comment.id);
  }
  const known = [...first].map(([key, { id, mark }]) => [key, { id, sum: mark.sum }] as const);
  return { known: new Map(known), doubles };
}
