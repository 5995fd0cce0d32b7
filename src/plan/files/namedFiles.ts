import { isAbsolute, join, relative } from "node:path";
import type { SourceFile } from "../../core/events.ts";
import type { Span } from "../diagnostic.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import type { PlanFiles } from "./systemFiles.ts";

/** A file that the plan names, as it was read. */
export interface NamedFile extends SourceFile {
  /** Without a byte order mark. */
  readonly text: string;
  /** For what is wrong with it. */
  readonly findings: Findings;
}

/** A frozen plan holds each text as often as it is named, in one event of the journal. */
const MOST = 64 * 1_024 * 1_024;

/** The files that a plan names: each is read once, and all that were read are known afterwards. */
export class NamedFiles {
  readonly #findings: Findings;
  readonly #files: PlanFiles | undefined;
  /** The plan's. Absolute path. */
  readonly folder: string;
  readonly #read = new Map<string, NamedFile>();
  #size = 0;

  /** @param files how files are read; without it, naming one is an error */
  constructor(findings: Findings, files: PlanFiles | undefined, folder: string) {
    this.#findings = findings;
    this.#files = files;
    this.folder = folder;
  }

  /** What was read, by its path. */
  get list(): SourceFile[] {
    const files = [...this.#read.values()].map(({ path, sha256 }) => ({ path, sha256 }));
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  exists(path: string): boolean {
    return this.#files?.exists(path) ?? false;
  }

  names(folder: string): readonly string[] {
    return this.#files?.names(folder) ?? [];
  }

  /** The text of a file that is only looked at: it is no part of the plan, and nothing is reported of it. */
  peek(path: string): string | undefined {
    const reading = this.#files?.read(path);
    return reading && "text" in reading ? reading.text : undefined;
  }

  /** A file by its path from the plan's folder. Where it cannot be read, that is reported of the place that names it. */
  read(written: string, at: Span): NamedFile | undefined {
    const path = this.#normal(written);
    const file = this.#read.get(path) ?? this.#readNew(path, written, at);
    const before = this.#size;
    this.#size += file?.text.length ?? 0;
    if (before <= MOST && this.#size > MOST) {
      const message = "the files that the plan names come to more than 64 MiB in all";
      const hint = "each counts as often as it is named";
      this.#findings.error(at, "file-too-large", message, hint);
    }
    return this.#size > MOST ? undefined : file;
  }

  #readNew(path: string, written: string, at: Span): NamedFile | undefined {
    if (!this.#files) {
      const message = `${quoted(written)} is a file, and only the text of the plan is looked at here`;
      this.#findings.error(at, "file-missing", message);
      return undefined;
    }
    const reading = this.#files.read(path, written);
    if ("problem" in reading) {
      const { code, message, hint } = reading.problem;
      this.#findings.error(at, code, message, hint);
      return undefined;
    }
    const text = reading.text.replace(/^\ufeff/, "");
    const file = { path, sha256: reading.sha256, text, findings: this.#findings.other(path, text) };
    this.#read.set(path, file);
    return file;
  }

  /** One path for each way to write it. */
  #normal(written: string): string {
    return isAbsolute(written) ? relative(this.folder, written) : join(written);
  }
}
