import { Findings } from "../../findings.ts";
import { readText } from "../../syntax/read.ts";
import type { TaskList } from "../listed.ts";
import { isProgress, mayBeProgress } from "./isProgress.ts";
import { readProgress } from "./read.ts";

const NONE: TaskList = { phases: [], project: undefined };

/** What a PROGRESS.json holds, as far as it can be read; undefined where the text is none. What is wrong is not told here. */
export function progressIn(path: string, text: string): TaskList | undefined {
  if (!mayBeProgress(text, path)) return undefined;
  const content = text.replace(/^\ufeff/, "");
  const findings = new Findings(content, path);
  const root = readText(content, findings);
  if (!isProgress(root, content, path)) return undefined;
  return findings.errors > 0 ? NONE : (readProgress(root, findings) ?? NONE);
}
