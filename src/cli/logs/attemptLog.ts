import { join } from "node:path";
import { attemptFolder } from "../../core/paths.ts";
import { attemptEnd } from "./attemptEnd.ts";
import { OutputReader } from "./outputReader.ts";
import type { Printer, Source } from "./printer.ts";

/** The output of one attempt on its way to the printer. */
export class AttemptLog {
  readonly source: Source;
  readonly #folder: string;
  readonly #reader: OutputReader;
  #toldDropped = 0;

  /** @param runFolder absolute */
  constructor(runFolder: string, source: Source) {
    const { task, attempt } = source;
    this.source = source;
    this.#folder = join(runFolder, attemptFolder(task.phase.spec.id, task.spec.id, attempt));
    this.#reader = new OutputReader(this.#folder);
  }

  /** Whether the attempt has recorded its end: then nothing more will be written. */
  async hasEnded(): Promise<boolean> {
    return (await attemptEnd(this.#folder)) !== undefined;
  }

  /** Prints what is there and was not yet printed. */
  async printMore(printer: Printer): Promise<void> {
    if (this.#reader.given === 0) await this.#tellDropped(printer);
    const before = this.#reader.given;
    for await (const bytes of this.#reader.more()) await printer.bytes(this.source, bytes);
    if (this.#reader.given === before) await printer.idle(this.source);
  }

  /** Prints what is left, and what of it all was never seen here. */
  async finish(printer: Printer): Promise<void> {
    await this.printMore(printer);
    await printer.end(this.source);
    const end = await attemptEnd(this.#folder);
    const missed = end ? end.bytes - this.#reader.given - this.#toldDropped : 0;
    if (missed > 0) printer.dropped(this.source, missed);
    await this.#reader.close();
  }

  async #tellDropped(printer: Printer): Promise<void> {
    const dropped = (await attemptEnd(this.#folder))?.dropped ?? 0;
    if (dropped <= this.#toldDropped) return;
    this.#toldDropped = dropped;
    printer.dropped(this.source, dropped);
  }
}
