import { readdirSync } from "node:fs";
import { join } from "node:path";
import { redact } from "../core/redact.ts";
import { readBounded } from "../executors/agent/attemptTools/readBounded.ts";
import { writeWhole } from "../executors/agent/attemptTools/write.ts";
import { AGENT_FILES } from "../executors/agent/files.ts";

/** Bytes of a file that is looked through; the attempt's tools write none so large. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Takes secrets out of what the attempt's tools have kept: they are started by the agent, which need not pass on to
 * them the variables by whose values secrets are known.
 */
export function maskFiles(folder: string, secrets: readonly string[]): void {
  const { report, flags, progress, artifacts, refused, details } = AGENT_FILES;
  const inFolders = [artifacts, refused, details].flatMap((name) =>
    namesIn(join(folder, name)).map((each) => join(name, each)),
  );
  for (const name of [report, flags, progress, ...inFolders]) maskFile(join(folder, name), secrets);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function maskFile(path: string, secrets: readonly string[]): void {
  try {
    const text = readBounded(path, MOST_BYTES);
    if (text === undefined) return;
    const lines = text.split("\n");
    const masked = lines.map((line) => redact(line, secrets)).join("\n");
    // A secret of several lines, in a text.
    const whole = redact(masked, secrets);
    if (whole !== text) writeWhole(path, whole);
  } catch {
    // A folder or a pipe, of the agent's own making.
  }
}
