import { posix } from "node:path";
import type { Gate } from "../../core/gate.ts";
import { contentAt } from "../../git/changes.ts";
import type { Compared } from "../workplace.ts";
import { matchesGlob } from "../../core/glob.ts";
import { countTests } from "./countTests.ts";
import { startedFiles } from "./startedFiles.ts";
import type { Around, Scripts } from "./startedFiles.ts";
import { TEST_FILES } from "../../core/testFiles.ts";

/** What a check's command runs of a package: the name of a script, and the folder of its manifest in the repository. */
export interface RunScript {
  readonly folder: string;
  readonly name: string;
}

/** What the commands of a gate start. */
export interface Started {
  /** By their paths in the repository. */
  readonly files: ReadonlySet<string>;
  readonly scripts: readonly RunScript[];
}

/**
 * The files, by their paths in the repository, that the commands of a gate started when the run began. Tests are not
 * among them: they may be added to, and `tests_kept` looks at what was taken away.
 */
export const startedByChecks = async (
  { checks }: Gate,
  { top, prefix, base }: Compared,
): Promise<ReadonlySet<string>> => (await startedAt(checks, { top, prefix }, base)).files;

/** What the commands of checks start where the files are those of a commit. */
export async function startedAt(
  checks: Gate["checks"],
  { top, prefix }: Pick<Compared, "top" | "prefix">,
  commit: string,
): Promise<Started> {
  const textAt = async (path: string): Promise<string | undefined> => {
    const bytes = await contentAt(top, commit, path).catch(() => undefined);
    return bytes?.toString("utf8");
  };
  const files = new Set<string>();
  const scripts: RunScript[] = [];
  for (const check of checks) {
    if (check.type !== "run") continue;
    const around: Around = {
      cwd: posix.join(prefix, check.cwd ?? "."),
      isFile: async (path) => (await textAt(path)) !== undefined,
      scriptsIn: async (folder) => scriptsOf(await textAt(posix.join(folder, "package.json"))),
      onScript: (folder, name) => scripts.push({ folder, name }),
    };
    for (const path of await startedFiles(check.run, around))
      if (!isTest(path, (await textAt(path))!)) files.add(path);
  }
  return { files, scripts };
}

const isTest = (path: string, text: string): boolean =>
  TEST_FILES.some((glob) => matchesGlob(path, glob)) && (countTests(path, text)?.cases ?? 0) > 0;

/** None of a manifest that cannot be read: that it was changed is told by itself. */
export function scriptsOf(text: string | undefined): Scripts {
  try {
    const { scripts } = JSON.parse(text ?? "{}") as { readonly scripts?: Record<string, unknown> };
    const texts = Object.entries(scripts ?? {}).filter(([, each]) => typeof each === "string");
    return Object.fromEntries(texts) as Scripts;
  } catch {
    return {};
  }
}
