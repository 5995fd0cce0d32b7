import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ATTEMPT_FILES } from "../../core/paths.ts";
import type { TaskState } from "../../core/run.ts";

/** What one of the repository's hooks wrote when a task was committed. */
export interface HookOutput {
  readonly hook: string;
  /** The attempt whose work was committed. */
  readonly attempt: number;
  readonly text: string;
}

const ORDER = ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"];

/**
 * What hooks wrote at the commits of a task, oldest first; empty where none was run.
 * @param folder the run's
 * @param attempt only of this one's commit
 */
export async function hookOutputs(
  folder: string,
  { phase, spec }: TaskState,
  attempt?: number,
): Promise<HookOutput[]> {
  const commits = join(folder, "workspaces", phase.spec.id);
  const found: HookOutput[] = [];
  for (const name of await readdir(commits).catch(() => [])) {
    if (!name.startsWith(`${spec.id}@commit-`)) continue;
    for (const each of await readdir(join(commits, name))) {
      const [, hook = "", number] = /^([a-z-]+)@(\d+)$/.exec(each) ?? [];
      if (!ORDER.includes(hook)) continue;
      if (attempt !== undefined && Number(number) !== attempt) continue;
      const text = await textIn(join(commits, name, each));
      found.push({ hook, attempt: Number(number), text });
    }
  }
  return found.sort(
    (a, b) => a.attempt - b.attempt || ORDER.indexOf(a.hook) - ORDER.indexOf(b.hook),
  );
}

async function textIn(folder: string): Promise<string> {
  const files = [ATTEMPT_FILES.outputBefore, ATTEMPT_FILES.output];
  const parts = files.map((name) => readFile(join(folder, name), "utf8").catch(() => ""));
  return (await Promise.all(parts)).join("");
}
