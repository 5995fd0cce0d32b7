import { join } from "node:path";
import { memoryFile, memoryIn, memoryText } from "../core/memory.ts";
import type { AttemptResult } from "../core/result.ts";
import type { TaskState } from "../core/run.ts";
import { writeWhole } from "../executors/agent/attemptTools/write.ts";
import { messageOf } from "./messageOf.ts";

/**
 * Of a session that was made compact: its memory as a file of the run's folder, for people. Asked again it writes the
 * same. Never throws: without its file a memory is none.
 * @param folder absolute path of the run's folder
 */
export function withMemory(
  task: TaskState,
  attempt: number,
  result: AttemptResult,
  folder: string,
): AttemptResult {
  const compacts = task.attempts[attempt - 1]?.compacts;
  if (compacts === undefined || result.type !== "succeeded") return result;
  const memory = memoryIn(result.artifacts);
  if (!memory) return result;
  const path = join(folder, memoryFile(task.phase.spec.id, task.spec.id, attempt));
  try {
    writeWhole(path, `${memoryText(memory.value)}\n`);
    return result;
  } catch (error) {
    const message = `its memory could not be kept: ${messageOf(error)}`;
    const account = result.account ? { account: result.account } : {};
    return { type: "failed", failure: { class: "transient", message }, ...account };
  }
}
