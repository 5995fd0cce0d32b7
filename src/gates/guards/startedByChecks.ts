import { posix } from "node:path";
import type { Gate } from "../../core/gate.ts";
import { contentAt } from "../../git/changes.ts";
import type { Compared } from "../workplace.ts";
import { matchesGlob } from "../../core/glob.ts";
import { countTests } from "./countTests.ts";
import { startedFiles } from "./startedFiles.ts";
import type { Scripts } from "./startedFiles.ts";
import { TEST_FILES } from "./testFiles.ts";

/**
 * The files, by their paths in the repository, that the commands of a gate started when the run began. Tests are not
 * among them: they may be added to, and `tests_kept` looks at what was taken away.
 */
export async function startedByChecks(
  { checks }: Gate,
  { top, prefix, base }: Compared,
): Promise<Set<string>> {
  const textAt = async (path: string): Promise<string | undefined> => {
    const bytes = await contentAt(top, base, path).catch(() => undefined);
    return bytes?.toString("utf8");
  };
  const isFile = async (path: string): Promise<boolean> => (await textAt(path)) !== undefined;
  const scriptsIn = async (folder: string): Promise<Scripts> =>
    scriptsOf(await textAt(posix.join(folder, "package.json")));
  const found = new Set<string>();
  for (const check of checks) {
    if (check.type !== "run") continue;
    const cwd = posix.join(prefix, check.cwd ?? ".");
    for (const path of await startedFiles(check.run, { cwd, isFile, scriptsIn }))
      if (!isTest(path, (await textAt(path))!)) found.add(path);
  }
  return found;
}

const isTest = (path: string, text: string): boolean =>
  TEST_FILES.some((glob) => matchesGlob(path, glob)) && (countTests(path, text)?.cases ?? 0) > 0;

/** None of a manifest that cannot be read: that it was changed is told by itself. */
function scriptsOf(text: string | undefined): Scripts {
  try {
    const { scripts } = JSON.parse(text ?? "{}") as { readonly scripts?: Record<string, unknown> };
    const texts = Object.entries(scripts ?? {}).filter(([, each]) => typeof each === "string");
    return Object.fromEntries(texts) as Scripts;
  } catch {
    return {};
  }
}
