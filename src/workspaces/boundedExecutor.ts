import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AttemptResult } from "../core/result.ts";
import type { AttemptHandle, AttemptOrder, Executor } from "../executors/port.ts";
import { crossedBetween } from "../git/crossed.ts";
import type { Crossing } from "../git/crossed.ts";
import { gitStateOf, readGitState, writtenGitState } from "../git/gitState.ts";
import { outOfBounds } from "../git/outOfBounds.ts";

/** In an attempt's folder: what the repository held when it began. Whoever takes the attempt up compares with it. */
const BEFORE = "repository.json";

/**
 * Performs attempts of commands that may change one branch of a repository: what they change beyond it ends them as
 * `out-of-bounds`, however well they ended. An agent's runner sees to that by itself. All else is `inner`'s.
 */
export function boundedExecutor(inner: Executor): Executor {
  return {
    start: (order) => (order.bounds ? start(order, inner) : inner.start(order)),
    adopt: (order, given) => {
      const handle = inner.adopt(order, given);
      return order.bounds ? { ...within(handle), ended: judged(order, handle.ended) } : handle;
    },
    prepare: () => inner.prepare?.(),
    close: () => inner.close(),
  };
}

const within = (handle: AttemptHandle): AttemptHandle => ({
  ended: handle.ended,
  cancel: (reason) => handle.cancel(reason),
});

function start(order: AttemptOrder, inner: Executor): AttemptHandle {
  let handle: AttemptHandle | undefined;
  let cancelled: string | undefined;
  const begun = remember(order).then(
    (): Promise<AttemptResult> => {
      if (cancelled !== undefined) return Promise.resolve({ type: "cancelled", reason: cancelled });
      handle = inner.start(order);
      return judged(order, handle.ended);
    },
    (error: unknown) => {
      const message = `the repository cannot be looked at: ${(error as Error).message}`;
      return { type: "failed", failure: { class: "fatal", message } } as const;
    },
  );
  return {
    ended: begun,
    cancel: (reason) => {
      cancelled = reason;
      handle?.cancel(reason);
    },
  };
}

async function remember({ folder, cwd }: AttemptOrder): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, BEFORE), writtenGitState(await gitStateOf(cwd)));
}

async function judged(order: AttemptOrder, ended: Promise<AttemptResult>): Promise<AttemptResult> {
  const result = await ended;
  const crossings = await crossingsOf(order);
  if (crossings.length === 0 || result.type === "cancelled") return result;
  return { type: "failed", failure: outOfBounds("the command", order.bounds!.branch, crossings) };
}

/** One that never came to be looked at, as Pawl died first, was not started either. */
async function crossingsOf({ folder, cwd, bounds }: AttemptOrder): Promise<readonly Crossing[]> {
  const text = await readFile(join(folder, BEFORE), "utf8").catch(() => undefined);
  const before = text === undefined ? undefined : readGitState(text);
  if (!before) return [];
  try {
    return (await crossedBetween(cwd, bounds!.branch, before, await gitStateOf(cwd))).crossings;
  } catch (error) {
    const what = `the repository came to be such that it cannot be looked at (${(error as Error).message})`;
    return [{ what }];
  }
}
