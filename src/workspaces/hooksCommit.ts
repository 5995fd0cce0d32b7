import { commitOf, ofBranch } from "../git/refs.ts";
import type { CommitOrder } from "./port.ts";
import { Refused } from "./refused.ts";
import type { Standing } from "./standing.ts";

/** @throws Refused where a hook has moved the branch that Pawl is about to commit to */
export async function refuseHooksCommit(
  { open, head }: CommitOrder,
  { common }: Standing,
): Promise<void> {
  const now = await commitOf(common, ofBranch(open.branch));
  if (now === head) return;
  const what =
    now === undefined ? "deleted the branch" : `made a commit of its own (${now.slice(0, 12)})`;
  throw new Refused(
    "not-accepted",
    `a hook of the repository (pre-commit, prepare-commit-msg or commit-msg) ${what} while Pawl was committing to ${open.branch}; what hooks change of files is committed anyway: let the hook leave the commit to Pawl, or set \`workspace: { hooks: false }\``,
  );
}
