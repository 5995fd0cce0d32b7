import { readFile, stat } from "node:fs/promises";
import { readCobertura } from "./cobertura.ts";
import { readIstanbul } from "./istanbul.ts";
import { readLcov } from "./lcov.ts";
import type { CoverageReport } from "./report.ts";

const MOST_BYTES = 128 * 1024 * 1024;

/** Reads a coverage report, of which what it holds says the format. @throws Error with a text for a person */
export async function readReport(path: string, name: string): Promise<CoverageReport> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw new Error(`${name} is larger than ${MOST_BYTES / 1024 ** 2} MiB`);
  const text = (await readFile(path, "utf8")).replace(/^\ufeff/, "");
  try {
    const start = text.trimStart()[0];
    if (start === undefined) throw new Error("it is empty");
    if (start === "<") return readCobertura(text);
    return start === "{" ? readIstanbul(text) : readLcov(text);
  } catch (error) {
    throw new Error(`${name} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
