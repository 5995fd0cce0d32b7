import type { Landing } from "../core/workspace.ts";
import { commonDirOf, contains } from "../git/commits.ts";
import { commitOf, moveRef, ofBranch } from "../git/refs.ts";
import { whereCheckedOut } from "./checkedOut.ts";
import { clearLocks } from "./locks.ts";
import type { LandOrder, Moved } from "./port.ts";
import { named } from "./refused.ts";

/**
 * Moves the run's branch from what the gate was decided on to the candidate, in one step; asked again it finds that
 * done. Then the phase's worktree goes.
 * @param close takes worktree, branch and port of the phase away, and those of its tasks
 * @throws Error with a text for a person where a task's commit is missing, or somebody has the branch checked out
 */
export async function landPhase(
  order: LandOrder,
  close: (order: LandOrder) => Promise<unknown>,
): Promise<Landing | Moved> {
  const { integrate, base, candidate } = order;
  const common = await commonDirOf(order.dir);
  const ref = ofBranch(integrate);
  await clearLocks(common, order.run, { branches: [integrate] });
  const head = await commitOf(common, ref);
  if (head === undefined)
    throw new Error(
      `branch ${integrate} is gone; bring it back with \`git branch ${integrate} ${base}\`, then \`pawl resume\`; or do the phase anew with \`pawl retry ${order.run} ${order.phase} --rebuild\``,
    );
  // What came after it, another phase's merge for example, does not undo it.
  const isLanded =
    head === candidate || (candidate !== base && (await has(common, head, candidate)));
  if (!isLanded) {
    if (head !== base) return { moved: true, head };
    await refuseMissing(order, common);
    await refuseCheckedOut(order, common);
    if (!(await moveRef(common, ref, candidate, base)))
      return { moved: true, head: (await commitOf(common, ref)) ?? base };
  }
  await close(order);
  return { branch: integrate, from: base, commit: candidate };
}

const has = async (common: string, head: string, commit: string): Promise<boolean> =>
  (await commitOf(common, commit)) !== undefined && contains(common, head, commit);

async function refuseMissing(order: LandOrder, common: string): Promise<void> {
  const { candidate, phase } = order;
  if ((await commitOf(common, candidate)) === undefined)
    throw new Error(
      `the merge of ${phase} that was checked, ${candidate.slice(0, 12)}, is not in the repository any more; \`pawl resume\` makes and checks it again`,
    );
  const missing: string[] = [];
  for (const each of order.commits) if (!(await has(common, candidate, each))) missing.push(each);
  if (missing.length === 0) return;
  const which = named(missing.map((each) => each.slice(0, 12)));
  throw new Error(
    `the merge of ${phase} lacks what its tasks committed: ${which}; its branch was changed by somebody else, so it does not land`,
  );
}

/** Their files would be another commit's than git says. */
async function refuseCheckedOut({ integrate }: LandOrder, common: string): Promise<void> {
  const where = await whereCheckedOut(common, integrate);
  if (where === undefined) return;
  throw new Error(
    `branch ${integrate} is checked out in ${where}, and moving it would put its files out of step; switch to another branch there (\`git -C '${where}' switch --detach\`), then \`pawl resume\``,
  );
}
