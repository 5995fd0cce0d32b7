import type { Complexity, Domain } from "../../core/routing.ts";

/** What routing looks at of a task. */
export interface Subject {
  /** The domain that the task says itself. */
  readonly domain?: Domain | undefined;
  /** In a list: the name of somebody who is not here but may tell the domain, such as `frontend_engineer`. */
  readonly meantFor?: string | undefined;
  readonly complexity?: Complexity | undefined;
  /** What the task is called, and what it is in one line. */
  readonly title: string;
  /** What is asked for. */
  readonly text: string;
  /** Paths or globs of what it is about, as they are written. */
  readonly files: readonly string[];
  /** How many acceptance criteria it has. */
  readonly criteria: number;
  /** How many tasks of its phase it waits for. */
  readonly dependencies: number;
}

/** A rule of the plan: it fits a task that is about one of the files, or says one of the words. */
export interface Rule {
  readonly domain: Domain;
  /** Globs. */
  readonly files: readonly string[];
  readonly words: readonly string[];
}

/** What was found, and why. */
export interface Finding<T> {
  readonly is: T;
  readonly because: string;
}
