import { ID_PATTERN } from "../../core/ids.ts";
import type { RunId } from "../../core/ids.ts";
import { PawlError } from "../../core/error.ts";

/** Names of all that is kept, under a prefix. No run id holds a colon. */
export class Keys {
  readonly prefix: string;
  /** Hash: run to its line of `pawl runs`. */
  readonly runs: string;

  constructor(prefix: string) {
    this.prefix = prefix;
    this.runs = `${prefix}runs`;
  }

  of(run: RunId): RunKeys {
    if (!ID_PATTERN.test(run)) throw new PawlError("run-unknown", `"${run}" is no run id`);
    const head = `${this.prefix}run:${run}`;
    return { head, journal: `${head}:journal`, lease: `${head}:lease`, draft: `${head}:draft` };
  }
}

export interface RunKeys {
  /** Hash: where the journal ends (`seq`, `hash`), the last `fence` given, and the `owner` it was given to. */
  readonly head: string;
  /** Stream: the lines; the id of event 7 is `7-0`. */
  readonly journal: string;
  /** String that lapses: who drives. */
  readonly lease: string;
  /** Stream: a journal that is being restored, until it is whole. */
  readonly draft: string;
}
