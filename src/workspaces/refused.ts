import type { Failure, FailureClass } from "../core/failure.ts";

/** What a task did is not taken. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly failure: Failure;

  constructor(kind: FailureClass, message: string, more: Partial<Failure> = {}) {
    super(message);
    this.failure = { class: kind, message, ...more };
  }
}

const MOST_NAMED = 20;

/** Names in one line, the first twenty of them. */
export function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
