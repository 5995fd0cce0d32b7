import { realpath } from "node:fs/promises";
import type { Tree } from "../core/gate.ts";
import { commitsOf, commonDirOf } from "../git/commits.ts";
import { mergeTrees } from "../git/mergeTrees.ts";
import { patchId } from "../git/patchId.ts";
import { repositoryOf } from "../git/repository.ts";
import { currentTree } from "../git/snapshot.ts";
import { digestOfFiles } from "./namedFiles.ts";
import type { GateOrder } from "./port.ts";

/** The state of the files now, as a gate's evidence names it. @param was says how it was told there */
export async function treeOf(
  dir: string,
  was: Partial<Tree> = {},
  landing?: GateOrder["landing"],
  views?: GateOrder["views"],
): Promise<Tree> {
  if (landing) return treeOfLanding(dir, was, landing);
  const repository = was.files ? undefined : await repositoryOf(dir, views);
  if (repository) {
    const base = was.base === undefined ? {} : { base: was.base };
    return { ...base, tree: await currentTree(repository) };
  }
  const root = await realpath(dir);
  return digestOfFiles({ root, top: root }, was.files ?? []);
}

/** Merged anew only where one of the two has moved; no tree where it cannot be merged any more. */
async function treeOfLanding(
  dir: string,
  was: Partial<Tree>,
  landing: NonNullable<GateOrder["landing"]>,
): Promise<Tree> {
  const common = await commonDirOf(dir);
  const [head, base] = await commitsOf(common, [landing.head, landing.onto]);
  if (head === was.head && base === was.base && was.tree) return { ...was, tree: was.tree };
  const merged = await mergeTrees(common, base, head);
  if ("conflicts" in merged) return { base, head, tree: "" };
  const { tree } = merged;
  return { base, head, tree, patch: await patchId(common, base, tree) };
}
