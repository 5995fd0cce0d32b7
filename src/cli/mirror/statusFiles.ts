import { join } from "node:path";
import type { Recorded } from "../../core/events.ts";
import type { Run } from "../../core/run.ts";
import type { Store } from "../../journal/store.ts";
import { nameOfPhase } from "../../views/seed003/names.ts";
import { ProgressLog } from "../../views/seed003/progressLog.ts";
import { statusYaml } from "../../views/seed003/statusYaml.ts";
import { FromStart } from "../fromStart.ts";
import type { Mirror } from "./mirror.ts";
import { makeInside } from "../../details/place.ts";
import { Rewriting } from "./rewriting.ts";
import { whyOf } from "./whyOf.ts";
import { writeWhole } from "./writeWhole.ts";

/** Seed 003's files: `phase-<id>/status.yaml` and `progress.log`. */
export class StatusFiles implements Mirror {
  readonly #name: string;
  readonly #log = new ProgressLog();
  readonly #fromStart: FromStart;
  readonly #rewriting: Rewriting;
  /** What stands in each file, as far as it was written by us. */
  readonly #written = new Map<string, string>();

  constructor(store: Store, run: Run, name: string, say: (text: string) => void) {
    this.#name = name;
    this.#fromStart = new FromStart(store, run, (each) => this.#log.add(each));
    this.#rewriting = new Rewriting(
      run,
      this.#fromStart.ready,
      (now) => this.#write(now),
      (error) =>
        say(
          `the status files in ${name} cannot be written: ${whyOf(error)}; the run goes on without them`,
        ),
    );
  }

  event(recorded: Recorded, run: Run): void {
    this.#fromStart.event(recorded);
    this.#rewriting.event(run);
  }

  close(): Promise<void> {
    return this.#rewriting.close();
  }

  async #write(run: Run): Promise<void> {
    for (const phase of run.phases) {
      const log = this.#log.textOf(phase.spec.id);
      if (log === "") continue;
      const folder = join(this.#name, `phase-${nameOfPhase(run, phase)}`);
      await this.#writeFile(run, folder, "progress.log", log);
      await this.#writeFile(run, folder, "status.yaml", statusYaml(run, phase));
    }
  }

  async #writeFile(run: Run, folder: string, name: string, text: string): Promise<void> {
    const key = join(folder, name);
    if (this.#written.get(key) === text) return;
    const place = await makeInside(run.source.dir, folder);
    await writeWhole(join(place, name), text);
    this.#written.set(key, text);
  }
}
