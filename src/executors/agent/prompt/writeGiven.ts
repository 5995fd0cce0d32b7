import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Artifact } from "../../../core/artifact.ts";
import { givenFile, summarised } from "./given.ts";

/** Lays the artifacts that the prompt only summarises into the attempt's folder, where it says that they are. */
export function writeGiven(folder: string, needs: readonly Artifact[]): void {
  const short = summarised(needs);
  for (const { name, value } of needs) {
    if (!short.has(name)) continue;
    const path = givenFile(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
  }
}
