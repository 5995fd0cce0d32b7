import type { OrderFile } from "../executors/agent/orderFile.ts";
import { crossedBetween } from "../git/crossed.ts";
import type { Crossed } from "../git/crossed.ts";
import { gitStateOf } from "../git/gitState.ts";

const NOTHING: Crossed = { crossings: [], notes: [] };

/**
 * Looks at the repository before an attempt that may change one branch of it only. Gives how to look again, and what
 * was changed beyond that. @throws GitError where there is no repository: then nothing could be kept to
 */
export async function boundsOf({ bounds, limits }: OrderFile): Promise<() => Promise<Crossed>> {
  if (!bounds) return () => Promise.resolve(NOTHING);
  const { cwd } = limits;
  const before = await gitStateOf(cwd);
  return async () => {
    try {
      return await crossedBetween(cwd, bounds.branch, before, await gitStateOf(cwd));
    } catch (error) {
      const what = `the repository came to be such that it cannot be looked at (${(error as Error).message})`;
      return { ...NOTHING, crossings: [{ what }] };
    }
  };
}
