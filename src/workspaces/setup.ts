import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { AttemptResult } from "../core/result.ts";
import type { Workspace } from "../core/workspace.ts";
import type { AttemptOrder, Executor } from "../executors/port.ts";
import { reap } from "../executors/reaper.ts";
import { fillCache, takeFromCache } from "./cache.ts";
import type { WorkspaceTools } from "./tools.ts";

/** A fresh checkout that is to be made ready for work. Paths are absolute. */
export interface SetupOrder {
  /** Any folder of the repository: it names the repository, and with it the cache. */
  readonly dir: string;
  /** The checkout's uppermost folder. */
  readonly path: string;
  /** Where setup is run: the plan's folder, as it stands in the checkout. */
  readonly cwd: string;
  readonly workspace: Pick<Workspace, "setup" | "setupTimeoutMs" | "env">;
  /** For its output: a folder of its own. One that is there belongs to an earlier driver's setup of the same checkout. */
  readonly folder: string;
  /** Unique value of `PAWL_ATTEMPT_ID` in the environment of all that setup starts. */
  readonly marker: string;
  /** The whole environment, the workspace's worked out in it: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * A commit whose lock files are trusted, such as the run's base: only a checkout with the same ones may fill the
   * cache. Without, the cache is read and never filled.
   */
  readonly trusted?: string;
}

/** Setup failed. `message` is for a person, with the last lines of what it wrote. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

const GRACE_MS = 5000;
const MOST_OUTPUT_BYTES = 10 * 1024 * 1024;

/**
 * Makes a fresh checkout ready: with what an earlier setup made of the same lock files, else by running the plan's
 * `setup`. An earlier driver's that still runs is waited for, and one that ended well is not run again. Nothing that it
 * starts outlives it.
 * @returns where what it makes comes from; `none` where the plan has no setup
 * @throws SetupError where it fails, takes too long, or the signal is aborted
 */
export async function runSetup(
  order: SetupOrder,
  tools: WorkspaceTools,
  signal: AbortSignal,
): Promise<"none" | "cache" | "run"> {
  if (order.workspace.setup === undefined) return "none";
  const attempt = attemptOf(order, order.workspace.setup);
  if (existsSync(order.folder)) {
    const earlier = await ended(tools.executor.adopt(attempt, { hostIsDead: true }), signal);
    await reap({ marker: order.marker }, GRACE_MS);
    if (earlier.type === "succeeded") return "run";
    if (signal.aborted) throw failure(order, earlier);
    await rm(order.folder, { recursive: true, force: true });
  }
  const cache = await takeFromCache(order, tools.env);
  if (cache === "taken") return "cache";
  const result = await ended(tools.executor.start(attempt), signal);
  await reap({ marker: order.marker }, GRACE_MS);
  if (result.type !== "succeeded") throw failure(order, result);
  // That it cannot be kept is no reason to stop: the next one is run.
  if (cache) await fillCache(order, cache).catch(() => {});
  return "run";
}

/** What the executor is to do for a setup, also to find one that an earlier driver started. */
export function attemptOf(order: Omit<SetupOrder, "dir" | "path">, setup: string): AttemptOrder {
  return {
    folder: order.folder,
    marker: order.marker,
    command: setup,
    cwd: order.cwd,
    env: { ...order.env, PAWL_ATTEMPT_ID: order.marker },
    timeoutMs: order.workspace.setupTimeoutMs,
    graceMs: GRACE_MS,
    maxOutputBytes: MOST_OUTPUT_BYTES,
    promised: [],
  };
}

async function ended(
  handle: ReturnType<Executor["start"]>,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const cancel = (): void => handle.cancel("it was broken off");
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  const result = await handle.ended;
  signal.removeEventListener("abort", cancel);
  return result;
}

function failure({ workspace, path, folder }: SetupOrder, result: AttemptResult): SetupError {
  const what = `setup \`${workspace.setup}\``;
  if (result.type === "cancelled") return new SetupError(`${what}: ${result.reason}`);
  if (result.type === "succeeded") return new SetupError(`${what}: it was broken off`);
  const { message, tail } = result.failure;
  const said = tail === undefined ? "it wrote nothing" : `its last lines:\n${tail}`;
  return new SetupError(
    `${what} failed in ${path}: ${message}; all that it wrote is in ${folder}; ${said}`,
  );
}
