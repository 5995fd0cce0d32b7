import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { PlanSource } from "../core/events.ts";

/** What to say if the plan's file is not what it was when the run started; the frozen plan counts all the same. */
export async function planFileNote(source: PlanSource): Promise<string[]> {
  try {
    const sha256 = createHash("sha256")
      .update(await readFile(source.path))
      .digest("hex");
    if (sha256 === source.sha256) return [];
    return [
      `${source.path} has changed since the run started; the run goes on with the plan as it was then`,
    ];
  } catch {
    return [`${source.path} is gone; the run goes on with the plan as it was when it started`];
  }
}
