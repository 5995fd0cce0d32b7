import { join } from "node:path";
import type { DiffSummary, Evidence, Tree } from "../core/gate.ts";
import { candidateOf } from "../git/candidate.ts";
import { diffSummary, emptyTree } from "../git/changes.ts";
import type { Source } from "../git/checkout.ts";
import { commonDirOf } from "../git/commits.ts";
import { git, gitFields, gitText } from "../git/git.ts";
import { homeOf } from "../git/home.ts";
import { patchId } from "../git/patchId.ts";
import { commitOf, ofBranch } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { snapshotRef, takeSnapshot } from "../git/snapshot.ts";
import { clearLocks } from "../workspaces/locks.ts";
import { conflictCheck } from "./conflict.ts";
import type { GateOrder } from "./port.ts";

/** The commit whose files a gate is checked on, and what it is compared with. */
export interface Subject {
  readonly source: Source;
  /** The plan's folder, relative to the repository. */
  readonly prefix: string;
  readonly commit: string;
  /** What guards compare with; none where the run began without a commit. */
  readonly compareWith?: string;
  readonly tree: Tree;
  readonly diff: DiffSummary;
  readonly submodules: readonly string[];
}

/** There is no commit to check. */
export type NoSubject = Pick<Evidence, "tree" | "checks" | "conflicts">;

/** The files as they are, committed where no branch has it. */
export async function snapshotSubject(
  repository: Repository,
  order: GateOrder,
  signal: AbortSignal,
): Promise<Subject> {
  const { top, prefix } = repository;
  await clearLocks(await commonDirOf(top), order.run);
  const { commit, tree, submodules } = await takeSnapshot(repository, order, signal);
  const base = order.base === undefined ? {} : { base: order.base };
  const compareWith = order.start ?? order.base;
  const diff = await diffSummary(top, order.base ?? (await emptyTree(top)), commit);
  return {
    source: repository,
    prefix,
    commit,
    ...(compareWith === undefined ? {} : { compareWith }),
    tree: { ...base, commit, tree },
    diff,
    submodules,
  };
}

/** The merge of the phase's branch into the run's, kept from git's clean-up; or why there is none. */
export async function landingSubject(
  order: GateOrder & Required<Pick<GateOrder, "landing">>,
  signal: AbortSignal,
): Promise<Subject | NoSubject> {
  const { run, phase, round, landing, dir } = order;
  await refuseGone(order);
  const found = await candidateOf(dir, { ...landing, run, phase, round }, signal);
  const { base, head } = found;
  if ("conflicts" in found) {
    const { conflicts } = found;
    return { tree: { base, head, tree: "" }, conflicts, checks: [conflictCheck(order, conflicts)] };
  }
  const { commit, tree, patch, diff } = found;
  const common = await commonDirOf(dir);
  await clearLocks(common, run);
  await git(["update-ref", "--no-deref", snapshotRef(order), commit], { cwd: common });
  return mergeSubject(order, { base, head, commit, tree, patch }, diff);
}

/** @throws Error with what leads on, where somebody deleted the branch that the phase is merged into */
async function refuseGone({ run, phase, landing, dir }: GateOrder): Promise<void> {
  const { onto } = landing!;
  if ((await commitOf(dir, ofBranch(onto))) ?? (await commitOf(dir, onto))) return;
  throw new Error(
    `branch ${onto} is gone; \`pawl retry ${run} ${phase} --rebuild\` makes it again from what was merged, and does the phase anew`,
  );
}

/** What was merged before, as it is. */
export async function landedSubject(
  order: GateOrder & Required<Pick<GateOrder, "landed">>,
  signal: AbortSignal,
): Promise<Subject> {
  const { from: base, commit } = order.landed;
  const cwd = await commonDirOf(order.dir);
  const asked = ["rev-parse", `${commit}^{tree}`, `${commit}^@`];
  const [tree = "", ...parents] = (await gitText(asked, { cwd })).split("\n");
  const head = parents[1] ?? commit;
  const patch = await patchId(cwd, base, commit, signal);
  const diff = await diffSummary(cwd, base, commit);
  return mergeSubject(order, { base, head, commit, tree, patch }, diff);
}

async function mergeSubject(
  { dir }: GateOrder,
  tree: Tree & Required<Pick<Tree, "base" | "commit">>,
  diff: DiffSummary,
): Promise<Subject> {
  const { base, commit } = tree;
  const common = await commonDirOf(dir);
  return {
    source: { top: common, gitDir: common, objects: join(common, "objects") },
    prefix: (await homeOf(dir)).prefix,
    commit,
    compareWith: base,
    tree,
    diff,
    submodules: await submodulesOf(common, commit),
  };
}

async function submodulesOf(cwd: string, commit: string): Promise<string[]> {
  const entries = await gitFields(["ls-tree", "-r", "-z", commit], { cwd });
  const links = entries.filter((each) => each.startsWith("160000 "));
  return links.map((each) => each.slice(each.indexOf("\t") + 1));
}
