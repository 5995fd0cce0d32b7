import { METRICS } from "./report.ts";
import type { Count, CoverageReport, FileCoverage, Metric } from "./report.ts";

/** Reads Istanbul's json-summary. @throws Error with a text for a person */
export function readIstanbul(text: string): CoverageReport {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error("it is not an object");
  const files = new Map<string, FileCoverage>();
  let total: FileCoverage | undefined;
  for (const [name, entry] of Object.entries(value)) {
    const coverage = coverageOf(entry);
    if (!coverage) throw new Error(`it is not a json-summary: ${name} has no counts${hint(entry)}`);
    if (name === "total") total = coverage;
    else files.set(name, coverage);
  }
  return { format: "Istanbul's json-summary", files, ...(total ? { total } : {}) };
}

const hint = (entry: unknown): string =>
  isObject(entry) && "statementMap" in entry
    ? '; this is the report "json", and "json-summary" is needed'
    : "";

function coverageOf(entry: unknown): FileCoverage | undefined {
  if (!isObject(entry)) return undefined;
  const coverage: Partial<Record<Metric, Count>> = {};
  for (const metric of METRICS) {
    const count = entry[metric];
    if (count === undefined) continue;
    if (!isObject(count)) return undefined;
    const { covered, total } = count;
    if (!isCount(covered) || !isCount(total) || covered > total) return undefined;
    coverage[metric] = { covered, total };
  }
  return Object.keys(coverage).length === 0 ? undefined : coverage;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
