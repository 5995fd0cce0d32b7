import { join } from "node:path";
import type { Recorded } from "../../core/events.ts";
import type { Run } from "../../core/run.ts";
import type { Store } from "../../journal/store.ts";
import { nameOfPhase } from "../../views/seed003/names.ts";
import { ProgressLog } from "../../views/seed003/progressLog.ts";
import { statusYaml } from "../../views/seed003/statusYaml.ts";
import { FromStart } from "../fromStart.ts";
import { makeInside } from "./place.ts";
import { writeWhole } from "./writeWhole.ts";

/** Keeps files like seed 003's beside the plan while its run goes on. */
export interface Mirror {
  /** An event that was folded into the run. */
  event(recorded: Recorded, run: Run): void;
  /** Resolves when the files say what the run was last. Never rejects. */
  close(): Promise<void>;
}

/**
 * Writes the status files that the plan asks for; nothing where it asks for none. Nothing that goes wrong with them
 * stops the run.
 * @param run as it is before the first event that is told
 * @param say told once what keeps them from being written
 */
export function openMirror(
  store: Store,
  run: Run,
  say: (text: string) => void,
): Mirror | undefined {
  const name = run.plan.mirror?.status;
  return name === undefined ? undefined : new StatusFiles(store, run, name, say);
}

class StatusFiles implements Mirror {
  readonly #name: string;
  readonly #say: (text: string) => void;
  readonly #log = new ProgressLog();
  readonly #fromStart: FromStart;
  /** What stands in each file, as far as it was written by us. */
  readonly #written = new Map<string, string>();
  #run: Run;
  #stale = true;
  #said = false;
  #working: Promise<void>;

  constructor(store: Store, run: Run, name: string, say: (text: string) => void) {
    this.#run = run;
    this.#name = name;
    this.#say = say;
    this.#fromStart = new FromStart(store, run, (each) => this.#log.add(each));
    this.#working = this.#fromStart.ready
      .catch((error: unknown) => this.#failed(error))
      .then(() => this.#write());
  }

  event(recorded: Recorded, run: Run): void {
    this.#run = run;
    this.#stale = true;
    this.#fromStart.event(recorded);
    this.#working = this.#working.then(() => this.#write());
  }

  close(): Promise<void> {
    return this.#working;
  }

  /** Events that come while files are being written share the next writing. */
  async #write(): Promise<void> {
    if (!this.#stale) return;
    this.#stale = false;
    try {
      for (const phase of this.#run.phases) {
        const log = this.#log.textOf(phase.spec.id);
        if (log === "") continue;
        const folder = join(this.#name, `phase-${nameOfPhase(this.#run, phase)}`);
        await this.#writeFile(folder, "progress.log", log);
        await this.#writeFile(folder, "status.yaml", statusYaml(this.#run, phase));
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  async #writeFile(folder: string, name: string, text: string): Promise<void> {
    const key = join(folder, name);
    if (this.#written.get(key) === text) return;
    const place = await makeInside(this.#run.source.dir, folder);
    await writeWhole(join(place, name), text);
    this.#written.set(key, text);
  }

  #failed(error: unknown): void {
    if (this.#said) return;
    this.#said = true;
    const why = error instanceof Error ? error.message : String(error);
    this.#say(
      `the status files in ${this.#name} cannot be written: ${why}; the run goes on without them`,
    );
  }
}
