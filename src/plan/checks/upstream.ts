import type { Item, TaskDraft } from "../build/draft.ts";
import { graphOf } from "./graph.ts";
import type { Edge } from "./graph.ts";

/** Steps that all questions of one phase together may take; after that, a wait is taken for granted. */
const MOST_STEPS = 50_000_000;

/** Which tasks of a phase, or phases of a plan, have certainly settled when another one starts. */
export class Upstream<T extends Item = TaskDraft> {
  readonly names: readonly string[];
  readonly #items: ReadonlyMap<string, { readonly task: T; readonly index: number }>;
  readonly #needs: readonly (readonly Edge[])[];
  /** By task, the question in which it was last come to. */
  readonly #seen: Int32Array;
  #question = 0;
  #steps = 0;

  constructor(tasks: readonly T[]) {
    this.names = tasks.map((task) => task.name);
    this.#items = new Map(tasks.map((task, index) => [task.name, { task, index }]));
    this.#needs = graphOf(tasks).needs;
    this.#seen = new Int32Array(tasks.length);
  }

  /** The task of a name. */
  item(name: string): T | undefined {
    return this.#items.get(name)?.task;
  }

  /** Whether the one task waits for the other, directly or not. */
  waits(name: string, other: string): boolean {
    const [reader, read] = [this.#items.get(name), this.#items.get(other)];
    if (!reader || !read) return false;
    if (reader.task.needs.some((need) => need.name === other)) return true;
    const question = ++this.#question;
    const stack = [reader.index];
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      for (const { to } of this.#needs[index]!) {
        if (to === read.index || ++this.#steps > MOST_STEPS) return true;
        if (this.#seen[to] === question) continue;
        this.#seen[to] = question;
        stack.push(to);
      }
    }
    return false;
  }
}
