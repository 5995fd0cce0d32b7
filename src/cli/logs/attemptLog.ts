import { join } from "node:path";
import { attemptFolder } from "../../core/paths.ts";
import { taskLabel } from "../../views/words.ts";
import { printErrorBytes, printNote } from "../print.ts";
import { attemptEnd } from "./attemptEnd.ts";
import { CONTENT_FILES } from "./content.ts";
import type { Content } from "./content.ts";
import { OutputReader } from "./outputReader.ts";
import type { Printer, Source } from "./printer.ts";

/** The output of one attempt on its way to the printer. */
export class AttemptLog {
  readonly source: Source;
  readonly #folder: string;
  readonly #content: Content;
  readonly #reader: OutputReader;
  readonly #errors: OutputReader | undefined;
  #toldDropped = 0;

  /** @param runFolder absolute */
  constructor(runFolder: string, source: Source, content: Content) {
    const { task, attempt } = source;
    this.source = source;
    const own = source.worker ?? attemptFolder(task.phase.spec.id, task.spec.id, attempt);
    this.#folder = join(runFolder, own);
    this.#content = content;
    const files = CONTENT_FILES[content];
    this.#reader = new OutputReader(this.#folder, files);
    if (files.errors !== undefined) this.#errors = new OutputReader(this.#folder, files.errors);
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
    for await (const bytes of this.#errors?.more() ?? []) await printErrorBytes(bytes);
  }

  /** Prints what is left, and what of it all was never seen here. */
  async finish(printer: Printer): Promise<void> {
    await this.printMore(printer);
    await printer.end(this.source);
    if (this.#content === "output") await this.#tellMissed(printer);
    else this.#tellMissing();
    await this.#reader.close();
    await this.#errors?.close();
  }

  async #tellMissed(printer: Printer): Promise<void> {
    const end = await attemptEnd(this.#folder);
    const missed = end ? end.bytes - this.#reader.given - this.#toldDropped : 0;
    if (missed > 0) printer.dropped(this.source, missed);
  }

  /** An attempt that ended before its agent was started has nothing to show. */
  #tellMissing(): void {
    if (this.#reader.given > 0 || this.#errors?.given) return;
    const { task, attempt } = this.source;
    const { main } = CONTENT_FILES[this.#content];
    printNote(`there is nothing in ${main} of ${taskLabel(task)}, attempt ${attempt}`);
  }

  async #tellDropped(printer: Printer): Promise<void> {
    if (this.#content !== "output") return;
    const dropped = (await attemptEnd(this.#folder))?.dropped ?? 0;
    if (dropped <= this.#toldDropped) return;
    this.#toldDropped = dropped;
    printer.dropped(this.source, dropped);
  }
}
