import { join } from "node:path";
import { writeWhole } from "../executors/agent/attemptTools/write.ts";
import { AGENT_FILES } from "../executors/agent/files.ts";
import type { OrderFile } from "../executors/agent/orderFile.ts";
import type { Outcome } from "../executors/agent/driver.ts";
import type { HandedIn } from "./judge.ts";

const MOST = 1024 * 1024;

/** What a worker handed in, with its last answer kept as its details where it named none and said more than its summary. */
export function withAnswer(
  folder: string,
  { worker }: OrderFile,
  handedIn: HandedIn,
  outcome: Outcome,
): HandedIn {
  const { report } = handedIn;
  if (!worker || !report || report.details !== undefined || outcome.type !== "done")
    return handedIn;
  const text = outcome.text.trim();
  if (text.length <= report.summary.length) return handedIn;
  const details = `${AGENT_FILES.details}/answer.md`;
  writeWhole(join(folder, details), `${text.slice(0, MOST)}\n`);
  return { ...handedIn, report: { ...report, details } };
}
