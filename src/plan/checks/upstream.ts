import type { TaskDraft } from "../build/draft.ts";
import { dependents, graphOf, reachable } from "./graph.ts";

/** Which tasks of a phase have certainly settled when another one starts. */
export class Upstream {
  readonly names: readonly string[];
  readonly #items: ReadonlyMap<string, { readonly item: TaskDraft; readonly index: number }>;
  readonly #waiting: readonly (readonly number[])[];
  /** For a task, all that wait for it, directly or not. Worked out for tasks that are read, not for those that read. */
  readonly #after = new Map<number, ReadonlySet<number>>();

  constructor(items: readonly TaskDraft[]) {
    this.names = items.map((item) => item.name);
    this.#items = new Map(items.map((item, index) => [item.name, { item, index }]));
    this.#waiting = dependents(graphOf(items));
  }

  /** The task of a name. */
  item(name: string): TaskDraft | undefined {
    return this.#items.get(name)?.item;
  }

  /** Whether the one task waits for the other, directly or not. */
  waits(name: string, other: string): boolean {
    const [reader, read] = [this.#items.get(name), this.#items.get(other)];
    if (!reader || !read) return false;
    if (reader.item.needs.some((need) => need.name === other)) return true;
    let after = this.#after.get(read.index);
    if (!after) {
      after = reachable(this.#waiting[read.index]!, (index) => this.#waiting[index]!);
      this.#after.set(read.index, after);
    }
    return after.has(reader.index);
  }
}
