import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { AgentAccount } from "../../core/result.ts";
import type { AttemptOrder } from "../../executors/port.ts";
import { firstOf } from "../../executors/agent/prompt/fence.ts";

const MOST = 8_000;

/** What the agent found out: the summary of its report, and the details where it wrote some. */
export function diagnosisOf(account: AgentAccount | undefined, order: AttemptOrder): string {
  const report = account?.report;
  if (!report) return "";
  const details = report.details === undefined ? "" : detailsIn(report.details, order);
  return firstOf([report.summary, details].filter((each) => each.trim() !== "").join("\n\n"), MOST);
}

/** The file is the agent's own word: where it is not there, the summary has to do. */
function detailsIn(file: string, { folder, cwd }: AttemptOrder): string {
  for (const from of [folder, cwd]) {
    try {
      return readFileSync(resolve(from, file), "utf8").trim();
    } catch {
      // Perhaps in the other.
    }
  }
  return "";
}
