import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { PlanSource } from "../core/events.ts";

/** Whether the plan's file is still what it was when the run started; `undefined` if so. */
export async function planFileState(
  source: PlanSource,
): Promise<"changed" | "missing" | undefined> {
  try {
    const sha256 = createHash("sha256")
      .update(await readFile(source.path))
      .digest("hex");
    return sha256 === source.sha256 ? undefined : "changed";
  } catch {
    return "missing";
  }
}
