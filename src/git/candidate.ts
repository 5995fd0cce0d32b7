import type { DiffSummary } from "../core/gate.ts";
import type { Workspace } from "../core/workspace.ts";
import { diffSummary } from "./changes.ts";
import { commitsOf, commonDirOf, contains } from "./commits.ts";
import { git, gitText } from "./git.ts";
import { identityEnv, identityOf, NEUTRAL } from "./identity.ts";
import { mergeTrees } from "./mergeTrees.ts";
import { messageOf } from "./message.ts";
import { patchId } from "./patchId.ts";

/** What is to be merged into what. */
export interface CandidateOrder {
  readonly run: string;
  readonly phase: string;
  readonly round: number;
  /** The phase's branch, or a commit. */
  readonly head: string;
  /** The branch that it is merged into, or a commit. */
  readonly onto: string;
  /** First line of the merge's message. */
  readonly subject: string;
  readonly author?: Workspace["author"];
}

/** The merge of a phase's head into the run's branch, as a commit that no branch has: the same each time that it is asked for. */
export interface Candidate {
  readonly base: string;
  readonly head: string;
  /** `base` itself where nothing is to be merged. */
  readonly commit: string;
  readonly tree: string;
  /** Digest of what the candidate changes of its base, the same where only the base is another; empty where that is nothing. */
  readonly patch: string;
  readonly diff: DiffSummary;
}

/** The merge cannot be made: paths that both sides change. */
export interface Conflict {
  readonly conflicts: readonly string[];
  readonly base: string;
  readonly head: string;
}

/**
 * Merges a phase's head into the run's branch, always with a commit of its own, and moves nothing. The same heads and
 * order give the same commit, whenever that is asked, as long as git is configured to the same author.
 * @param dir anywhere in the repository, a bare one or git's own folder too
 * @throws Error with a text for a person: no such branch, no common history, or git before 2.38
 */
export async function candidateOf(
  dir: string,
  order: CandidateOrder,
  signal?: AbortSignal,
): Promise<Candidate | Conflict> {
  const gitDir = await commonDirOf(dir);
  const [head, base] = await commitsOf(gitDir, [order.head, order.onto]);
  if (await contains(gitDir, base, head)) {
    const tree = await gitText(["rev-parse", `${base}^{tree}`], { cwd: gitDir });
    return { base, head, commit: base, tree, patch: "", diff: { files: [], added: 0, removed: 0 } };
  }
  const merged = await mergeTrees(gitDir, base, head, signal);
  if ("conflicts" in merged) return { ...merged, base, head };
  const commit = await commitOf(gitDir, { order, tree: merged.tree, base, head });
  const [patch, diff] = await Promise.all([
    patchId(gitDir, base, commit, signal),
    diffSummary(gitDir, base, commit),
  ]);
  return { base, head, commit, tree: merged.tree, patch, diff };
}

interface Merge {
  readonly order: CandidateOrder;
  readonly tree: string;
  readonly base: string;
  readonly head: string;
}

async function commitOf(gitDir: string, { order, tree, base, head }: Merge): Promise<string> {
  const who = (await identityOf(gitDir, order.author)) ?? NEUTRAL;
  const message = messageOf(order.subject, {
    "Pawl-Run": order.run,
    "Pawl-Phase": order.phase,
    "Pawl-Round": order.round,
  });
  const args = ["-c", "i18n.commitEncoding=UTF-8", "commit-tree", tree, "-p", base, "-p", head];
  const made = await git([...args, "-F", "-"], {
    cwd: gitDir,
    env: identityEnv(who, await latestDate(gitDir, [base, head])),
    input: message,
  });
  return made.toString("utf8").trim();
}

/** Not the clock's: it would be another commit each time. A commit is no older than those it came from. */
async function latestDate(cwd: string, commits: readonly string[]): Promise<string> {
  const args = ["log", "--no-walk=unsorted", "--no-show-signature", "--format=%cd", "--date=raw"];
  const dates = (await gitText([...args, ...commits], { cwd })).split("\n");
  return dates.reduce((latest, each) => (parseInt(each) > parseInt(latest) ? each : latest));
}
