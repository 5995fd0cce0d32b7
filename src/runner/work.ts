import type { OrderFile } from "../executors/agent/orderFile.ts";
import type { Work } from "../executors/agent/prompt/work.ts";
import { workSince } from "../git/workSince.ts";

/** Characters of a difference that a prompt has room for. */
const MOST = 60_000;

/** What a review is to judge; undefined where the attempt is none, or where nobody knows what the work began from. */
export async function workOf({
  stage,
  limits,
}: OrderFile): Promise<Work | { readonly problem: string } | undefined> {
  if (!stage?.name.startsWith("review-") || stage.since === undefined) return undefined;
  try {
    return await workSince(limits.cwd, stage.since, MOST);
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
