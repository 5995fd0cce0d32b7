import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AttemptResult } from "../../core/result.ts";
import type { AttemptHandle, AttemptOrder } from "../port.ts";
import { reap } from "../reaper.ts";
import { follow } from "./follow.ts";
import type { Following } from "./follow.ts";
import { CANCEL_FILE } from "./record.ts";
import type { Ended } from "./record.ts";
import { failed, resultOf } from "./result.ts";
import type { Answer } from "./starter.ts";

const never = new Promise<never>(() => {});

/** An attempt as this process sees it, whoever started it. */
export class Attempt implements AttemptHandle {
  readonly ended: Promise<AttemptResult>;
  readonly #order: AttemptOrder;
  readonly #following: Omit<Following, "cancelled">;
  #end!: (result: AttemptResult | Promise<AttemptResult>) => void;
  #reason: string | undefined;
  /** Tells the supervisor to end; none while the attempt is followed by its folder. */
  #tell: (() => void) | undefined;

  constructor(order: AttemptOrder, following: Omit<Following, "cancelled">) {
    this.#order = order;
    this.#following = following;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Waits for the supervisor's answer. */
  startedBy(start: (answered: (answer: Answer) => void) => () => void): void {
    this.#tell = start((answer) => {
      this.#tell = undefined;
      if (answer === "taken" || answer === "gone") this.follow();
      else this.#end(this.#resultOf(answer));
    });
  }

  /** Waits for what the folder will tell. */
  follow(): void {
    const cancelled = (): boolean => this.#reason !== undefined;
    this.#end(
      follow(this.#order, { ...this.#following, cancelled }).then(
        (ended) => this.#resultOf(ended),
        (error: Error) =>
          this.#following.closed.aborted
            ? never
            : failed("lost", `what became of it cannot be read: ${error.message}`),
      ),
    );
  }

  fail(message: string): void {
    this.#end(failed("fatal", message));
  }

  cancel(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    // So that whoever takes the attempt up after this process knows why; without a folder nothing runs yet.
    writeFile(join(this.#order.folder, CANCEL_FILE), reason)
      .catch(() => {})
      .finally(() => this.#tell?.());
  }

  async #resultOf(ended: Ended): Promise<AttemptResult> {
    const result = await resultOf(this.#order, ended).catch((error: Error) =>
      failed("lost", `its files cannot be read: ${error.message}`),
    );
    if (this.#reason !== undefined && (result.type === "cancelled" || "lost" in ended)) {
      return { type: "cancelled", reason: this.#reason };
    }
    // Its supervisor took it for a success and let live what it left behind.
    if (result.type === "failed" && "code" in ended && ended.code === 0 && !ended.timedOut) {
      await reap({ marker: this.#order.marker }, this.#order.graceMs);
    }
    return result;
  }
}
