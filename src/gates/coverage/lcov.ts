import { Tally } from "./report.ts";
import type { Count, CoverageReport, FileCoverage } from "./report.ts";

/** What the records of one file add up to; there may be one for each test. */
class LcovFile {
  readonly #lines = new Tally();
  readonly #branches = new Tally();
  readonly #functions = new Tally();
  /** Totals by their letters: `LF`, `LH`, … */
  readonly #totals = new Map<string, number>();

  add(key: string, value: string): void {
    const fields = value.split(",");
    switch (key) {
      case "DA":
        return this.#lines.add(fields[0]!, Number(fields[1]) > 0);
      case "BRDA":
        return this.#branches.add(fields.slice(0, -1).join(), Number(fields.at(-1)) > 0);
      case "FN":
        return this.#functions.add(fields.at(-1)!, false);
      case "FNDA":
        return this.#functions.add(fields.slice(1).join(), Number(fields[0]) > 0);
      case "LF":
      case "LH":
      case "BRF":
      case "BRH":
      case "FNF":
      case "FNH":
        this.#totals.set(key, Math.max(Number(value), this.#totals.get(key) ?? 0));
    }
  }

  get coverage(): FileCoverage {
    return {
      ...this.#count("lines", this.#lines, "LF", "LH"),
      ...this.#count("branches", this.#branches, "BRF", "BRH"),
      ...this.#count("functions", this.#functions, "FNF", "FNH"),
    };
  }

  /** Totals are taken only where the record lists nothing itself. */
  #count(name: string, tally: Tally, found: string, hit: string): Record<string, Count> {
    if (tally.size > 0) return { [name]: tally.count };
    const total = this.#totals.get(found);
    if (total === undefined) return {};
    return { [name]: { covered: this.#totals.get(hit) ?? 0, total } };
  }
}

/** Reads an lcov tracefile. @throws Error with a text for a person */
export function readLcov(text: string): CoverageReport {
  const files = new Map<string, LcovFile>();
  let file: LcovFile | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#") || line.startsWith("TN:")) continue;
    if (line.trim() === "end_of_record") {
      file = undefined;
      continue;
    }
    const [, key, value] = /^([A-Z]+):(.*)$/.exec(line) ?? [];
    if (key === undefined) throw new Error(`line ${index + 1} is not lcov: ${line.slice(0, 60)}`);
    if (key === "SF") files.set(value!, (file = files.get(value!) ?? new LcovFile()));
    else file?.add(key, value!);
  }
  if (file) throw new Error("it ends in the middle of a record: end_of_record is missing");
  const read = [...files].map(([name, each]) => [name, each.coverage] as const);
  return { format: "lcov", files: new Map(read) };
}
