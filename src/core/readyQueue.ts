/**
 * Task indexes in plan order: a binary heap, so that a plan of 20,000 tasks costs as much for each as one of 20.
 * Entries may go stale; the reader says which still count.
 */
export class ReadyQueue {
  readonly #heap: number[] = [];

  push(index: number): void {
    const heap = this.#heap;
    let at = heap.push(index) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]! <= heap[at]!) return;
      [heap[parent], heap[at]] = [heap[at]!, heap[parent]!];
      at = parent;
    }
  }

  clear(): void {
    this.#heap.length = 0;
  }

  /**
   * The first `count` entries that `counts`, in order. Stale and double entries met on the way are dropped.
   * @param waits of those that count: it is not their turn yet, so they are passed over and kept
   */
  first(
    count: number,
    counts: (index: number) => boolean,
    waits: (index: number) => boolean = () => false,
  ): number[] {
    const found: number[] = [];
    const kept: number[] = [];
    let last: number | undefined;
    while (found.length < count && this.#heap.length > 0) {
      const index = this.#pop();
      if (index === last || !counts(index)) continue;
      last = index;
      (waits(index) ? kept : found).push(index);
    }
    for (const index of [...found, ...kept]) this.push(index);
    return found;
  }

  #pop(): number {
    const heap = this.#heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return top;
  }

  #sink(): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const child = right < heap.length && heap[right]! < heap[left]! ? right : left;
      if (heap[at]! <= heap[child]!) return;
      [heap[at], heap[child]] = [heap[child]!, heap[at]!];
      at = child;
    }
  }
}
