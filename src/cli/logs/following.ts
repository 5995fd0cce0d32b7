import type { Run, TaskState } from "../../core/run.ts";
import { AttemptLog } from "./attemptLog.ts";
import type { Content } from "./content.ts";
import type { Printer } from "./printer.ts";

/** One task's output as it is written, attempt after attempt. */
export class Following {
  readonly #folder: string;
  readonly #run: Run;
  readonly #task: TaskState;
  readonly #only: number | undefined;
  readonly #content: Content;
  #number: number;
  #log: AttemptLog;

  /**
   * @param folder the run's folder, absolute
   * @param only this attempt and no later one
   */
  constructor(folder: string, run: Run, task: TaskState, content: Content, only?: number) {
    this.#folder = folder;
    this.#run = run;
    this.#task = task;
    this.#content = content;
    this.#only = only;
    this.#number = only ?? task.attempts.length;
    this.#log = this.#open();
  }

  /** Prints what is new. Answers whether no more comes before another attempt begins. */
  async print(printer: Printer): Promise<boolean> {
    while (this.#task.attempts[this.#number - 1]?.endedAt !== undefined) {
      await this.#log.finish(printer);
      if (this.#only !== undefined || this.#number >= this.#task.attempts.length) return true;
      this.#number++;
      this.#log = this.#open();
    }
    await this.#log.printMore(printer);
    return false;
  }

  /** Whether the attempt has ended, though nobody may have been there to put that into the journal. */
  hasEnded(): Promise<boolean> {
    return this.#log.hasEnded();
  }

  /** Prints what is left, for the last time. */
  finish(printer: Printer): Promise<void> {
    return this.#log.finish(printer);
  }

  #open(): AttemptLog {
    const source = { run: this.#run.id, task: this.#task, attempt: this.#number };
    return new AttemptLog(this.#folder, source, this.#content);
  }
}
