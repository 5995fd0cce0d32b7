import type { Around } from "../build/namedText.ts";
import { readText } from "../syntax/read.ts";
import type { Node, ScalarNode } from "../syntax/tree.ts";
import { link } from "./link.ts";
import type { LinkedPhase } from "./link.ts";
import { readList } from "./listed.ts";
import type { TaskList } from "./listed.ts";
import { isProgress } from "./progress/isProgress.ts";
import { readProgress } from "./progress/read.ts";
import type { Findings } from "../findings.ts";
import { LIST_FILE } from "./listFile.ts";

/** A list of tasks that a plan names, with all that is wrong with it reported. */
export interface OpenList {
  readonly path: string;
  /** The one phase of it that is meant, where the plan names one. */
  readonly phase?: string;
  /** For what is wrong with it. */
  readonly findings: Findings;
  readonly phases: readonly LinkedPhase[];
  readonly project: string | undefined;
  readonly progress?: TaskList["progress"];
}

/** Reads `docs/tasks.yaml`, or one phase of it, `docs/tasks.yaml#setup`. Undefined where something is wrong with it. */
export function openList(at: ScalarNode, { files }: Around): OpenList | undefined {
  const [, path, phase] = LIST_FILE.exec(String(at.value)) ?? [];
  const file = path === undefined ? undefined : files.read(path, at);
  if (!file) return undefined;
  const { findings } = file;
  const before = findings.errors;
  const root = readText(file.text, findings);
  const list = findings.errors > before ? undefined : readAny(root, file.path, findings);
  const phases = list && link(list, findings);
  if (!phases || findings.errors > before) return undefined;
  return {
    path: file.path,
    ...(phase === undefined ? {} : { phase }),
    findings,
    phases,
    project: list.project,
    ...(list.progress ? { progress: list.progress } : {}),
  };
}

/** The list that a text is, whichever tool keeps it. */
export function readAny(
  root: Node | undefined,
  path: string,
  findings: Findings,
): TaskList | undefined {
  return isProgress(root, findings.text, path)
    ? readProgress(root, findings)
    : readList(root, findings);
}
