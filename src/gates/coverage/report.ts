/** What reports count. */
export const METRICS = ["lines", "branches", "functions", "statements"] as const;
export type Metric = (typeof METRICS)[number];

export interface Count {
  readonly covered: number;
  readonly total: number;
}

/** What a report says of one file; what it says nothing of is left out. */
export type FileCoverage = Readonly<Partial<Record<Metric, Count>>>;

/** By the file's name as the report has it. `total` is there where the report counts no single files. */
export interface CoverageReport {
  readonly format: "lcov" | "Cobertura" | "Istanbul's json-summary";
  readonly files: ReadonlyMap<string, FileCoverage>;
  readonly total?: FileCoverage;
}

/** The counts of several files taken together: what was covered of all of them, not the mean of their shares. */
export function sumOf(files: Iterable<FileCoverage>): FileCoverage {
  const sum: Partial<Record<Metric, Count>> = {};
  for (const file of files)
    for (const metric of METRICS) {
      const count = file[metric];
      if (!count) continue;
      const { covered = 0, total = 0 } = sum[metric] ?? {};
      sum[metric] = { covered: covered + count.covered, total: total + count.total };
    }
  return sum;
}

/** Things that are covered or not, of which a report may speak more than once. */
export class Tally {
  readonly #hits = new Map<string, boolean>();

  add(key: string, isHit: boolean): void {
    this.#hits.set(key, isHit || this.#hits.get(key) === true);
  }

  get size(): number {
    return this.#hits.size;
  }

  get count(): Count {
    const covered = [...this.#hits.values()].filter(Boolean).length;
    return { covered, total: this.#hits.size };
  }
}
