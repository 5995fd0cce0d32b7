import type { Run } from "../../core/run.ts";

/**
 * Writes something anew after each event; events that come while it is being written share the next writing. What goes
 * wrong is said once, and never stops anything.
 */
export class Rewriting {
  readonly #write: (run: Run) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #run: Run;
  #stale = true;
  #said = false;
  #working: Promise<void>;

  /**
   * @param first waited for before anything is written
   * @param write writes what a run is, where it differs from what was written last
   * @param failed told the first thing that goes wrong
   */
  constructor(
    run: Run,
    first: Promise<void>,
    write: (run: Run) => Promise<void>,
    failed: (error: unknown) => void,
  ) {
    this.#run = run;
    this.#write = write;
    this.#failed = failed;
    this.#working = first.catch((error: unknown) => this.#fail(error)).then(() => this.#turn());
  }

  event(run: Run): void {
    this.#run = run;
    this.#stale = true;
    this.#working = this.#working.then(() => this.#turn());
  }

  /** Resolves when what was last told is written. Never rejects. */
  close(): Promise<void> {
    return this.#working;
  }

  async #turn(): Promise<void> {
    if (!this.#stale) return;
    this.#stale = false;
    try {
      await this.#write(this.#run);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#said) return;
    this.#said = true;
    this.#failed(error);
  }
}
