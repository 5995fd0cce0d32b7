import { Tally } from "./report.ts";
import type { Count, CoverageReport, FileCoverage } from "./report.ts";
import { plain, tagsOf } from "./xml.ts";
import type { Tag } from "./xml.ts";

/** What the classes of one file add up to. */
class CoberturaFile {
  readonly lines = new Tally();
  readonly methods = new Tally();
  /** By line: the best that was said of its branches. */
  readonly branches = new Map<string, Count>();

  line({ number = "", hits = "0", "condition-coverage": conditions }: Tag["attributes"]): void {
    this.lines.add(number, Number(hits) > 0);
    const [, covered, total] = /\((\d+)\/(\d+)\)/.exec(conditions ?? "") ?? [];
    if (total === undefined) return;
    const known = this.branches.get(number);
    const count = { covered: Number(covered), total: Number(total) };
    if (!known || known.covered < count.covered) this.branches.set(number, count);
  }
}

/** Reads a Cobertura report. @throws Error with a text for a person */
export function readCobertura(text: string): CoverageReport {
  const files = new Map<string, CoberturaFile>();
  const sources: string[] = [];
  let file: CoberturaFile | undefined;
  let method: { readonly key: string; isHit: boolean } | undefined;
  let isReport = false;
  for (const { name, kind, attributes, before } of tagsOf(text)) {
    if (name === "coverage") isReport = true;
    if (name === "source" && kind === "end") sources.push(plain(before).trim());
    if (name === "class") {
      file = kind === "end" ? undefined : fileOf(files, attributes["filename"]);
    }
    if (name === "method" && kind === "start")
      method = { key: methodKey(attributes, files.size), isHit: false };
    if (name === "method" && kind === "end" && method) {
      file?.methods.add(method.key, method.isHit);
      method = undefined;
    }
    if (name === "line" && kind !== "end" && file) {
      file.line(attributes);
      if (method && Number(attributes["hits"]) > 0) method.isHit = true;
    }
  }
  if (!isReport) throw new Error("it has no <coverage>, and is not a Cobertura report");
  const hasBranches = [...files.values()].some((each) => each.branches.size > 0);
  const hasMethods = [...files.values()].some((each) => each.methods.size > 0);
  const [source] = sources;
  const read = [...files].map(
    ([name, each]) => [fullName(name, source), coverageOf(each, hasBranches, hasMethods)] as const,
  );
  return { format: "Cobertura", files: new Map(read) };
}

function fileOf(files: Map<string, CoberturaFile>, name = ""): CoberturaFile {
  const file = files.get(name) ?? new CoberturaFile();
  files.set(name, file);
  return file;
}

const methodKey = ({ name, signature }: Tag["attributes"], index: number): string =>
  `${index} ${name} ${signature}`;

/** Names are relative to the source; with several of them nobody can tell to which. */
const fullName = (name: string, source: string | undefined): string =>
  source === undefined || name.startsWith("/") || source === "." || source === ""
    ? name
    : `${source.replace(/\/$/, "")}/${name}`;

function coverageOf(file: CoberturaFile, hasBranches: boolean, hasMethods: boolean): FileCoverage {
  const branches = [...file.branches.values()];
  const add = (of: keyof Count): number => branches.reduce((sum, each) => sum + each[of], 0);
  return {
    lines: file.lines.count,
    ...(hasBranches ? { branches: { covered: add("covered"), total: add("total") } } : {}),
    ...(hasMethods ? { functions: file.methods.count } : {}),
  };
}
