import { accessSync, constants, existsSync, statSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AttemptResult } from "../core/result.ts";
import { shellQuoted } from "../core/shellWords.ts";
import type { AttemptHandle, AttemptOrder, Executor } from "../executors/port.ts";
import { reap } from "../executors/reaper.ts";
import { hasMarks } from "./mark.ts";
import { hooksMarkerOf } from "./marker.ts";
import type { CommitOrder, WorkspaceOrder } from "./port.ts";
import { Refused } from "./refused.ts";
import type { Standing } from "./standing.ts";

/** Before a commit, in their order; the last one is only told of it. */
const BEFORE = ["pre-commit", "prepare-commit-msg", "commit-msg"] as const;
const AFTER = "post-commit";

/** Hooks that have to do with a commit. */
export type HookName = (typeof BEFORE)[number] | typeof AFTER;

const GRACE_MS = 5000;
const MOST_MS = 10 * 60_000;
const MOST_OUTPUT_BYTES = 10 * 1024 * 1024;

/** What hooks of a repository are run with. */
export interface HookRig {
  readonly order: CommitOrder;
  readonly standing: Standing;
  readonly executor: Executor;
  /** Of whom the commit will be, as git tells hooks. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Hooks that the repository has and git would run. */
export function hooksThere({ order, standing }: Pick<HookRig, "order" | "standing">): HookName[] {
  if (!order.workspace.hooks) return [];
  return ([...BEFORE, AFTER] as HookName[]).filter((name) => isProgram(join(standing.hooks, name)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs what the repository wants run before a commit, in the worktree, as the supervised commands that attempts are:
 * those of an earlier driver that died are waited for.
 * @returns the commit's message, to which hooks may have added
 * @throws Refused where one fails, or takes away what Pawl knows the commit by
 */
export async function hooksBefore(
  rig: HookRig,
  hooks: readonly HookName[],
  message: string,
): Promise<string> {
  const { order } = rig;
  await mkdir(order.folder, { recursive: true });
  const file = join(order.folder, `message@${order.attempt}`);
  if (!(await waitsToBeTaken(rig, hooks))) await writeFile(file, message);
  for (const name of BEFORE) if (hooks.includes(name)) await mustPass(rig, name, file);
  const now = `${(await readFile(file, "utf8")).trimEnd()}\n`;
  if (hasMarks(now, order)) return now;
  throw new Refused(
    "not-accepted",
    "a hook of the repository (prepare-commit-msg or commit-msg) took away the last lines of the message, which begin with `Pawl-`; Pawl knows its commits by them: let the hook keep them, or set `workspace: { hooks: false }`",
  );
}

/** An earlier driver died while hooks ran: what they have made of the message counts. */
async function waitsToBeTaken(rig: HookRig, hooks: readonly HookName[]): Promise<boolean> {
  return BEFORE.some((name) => hooks.includes(name) && isOpen(folderOf(rig, name)));
}

async function mustPass(rig: HookRig, name: HookName, file: string): Promise<void> {
  const result = await runHook(rig, name, argumentsOf(name, file, rig.order));
  if (result.type === "succeeded") return;
  if (result.type === "cancelled") throw new Error(`hook ${name}: ${result.reason}`);
  const { failure } = result;
  if (failure.class === "lost") throw new Error(`hook ${name}: ${failure.message}`);
  const { code, signal, tail } = failure;
  throw new Refused(
    "not-accepted",
    `the repository's hook ${name} refuses the commit: ${failure.message}`,
    {
      ...(code === undefined ? {} : { code }),
      ...(signal === undefined ? {} : { signal }),
      ...(tail === undefined ? {} : { tail }),
    },
  );
}

function argumentsOf(name: HookName, file: string, { merging }: CommitOrder): string[] {
  if (name === "pre-commit" || name === AFTER) return [];
  return name === "commit-msg" ? [file] : [file, merging ? "merge" : "message"];
}

/** Tells a hook of the commit that was made. @returns what a person should know of it */
export async function hookAfter(rig: HookRig, hooks: readonly HookName[]): Promise<string[]> {
  if (!hooks.includes(AFTER)) return [];
  const result = await runHook(rig, AFTER, []);
  if (result.type === "succeeded") return [];
  const why = result.type === "cancelled" ? result.reason : result.failure.message;
  return [`the repository's hook ${AFTER} failed, which changes nothing: ${why}`];
}

async function runHook(
  rig: HookRig,
  name: HookName,
  args: readonly string[],
): Promise<AttemptResult> {
  const { executor, signal } = rig;
  const order = attemptOf(rig, name, args);
  const { folder } = order;
  const isAdopted = isOpen(folder);
  if (!isAdopted) await rm(folder, { recursive: true, force: true });
  if (signal.aborted) throw new Error(`hook ${name}: it was broken off`);
  const handle = isAdopted ? executor.adopt(order, { hostIsDead: true }) : executor.start(order);
  const result = await endedOr(handle, signal);
  await reap({ marker: order.marker }, GRACE_MS);
  await writeFile(join(folder, TAKEN), "").catch(() => {});
  const isOver = !isAdopted || signal.aborted || hasEndedByItself(result);
  return isOver ? result : runHook(rig, name, args);
}

/** Git tells of a hook that was killed as a shell does: 128 and the signal's number. */
const hasEndedByItself = (result: AttemptResult): boolean =>
  result.type === "succeeded" || (result.type === "failed" && (result.failure.code ?? 128) < 128);

/** In the folder of a hook whose end was taken note of: asked again, the hook is run again. */
const TAKEN = "taken";

const isOpen = (folder: string): boolean => existsSync(folder) && !existsSync(join(folder, TAKEN));

const folderOf = ({ order }: Pick<HookRig, "order">, name: HookName): string =>
  join(order.folder, `${name}@${order.attempt}`);

function attemptOf(rig: HookRig, name: HookName, args: readonly string[]): AttemptOrder {
  const { order, env } = rig;
  const given = args.length > 0 ? ["--", ...args.map(shellQuoted)] : [];
  const left = leftIn(order, folderOf(rig, name));
  return {
    ...left,
    command: ["exec git hook run --ignore-missing", name, ...given].join(" "),
    cwd: order.open.path,
    env: { ...order.env, ...env, GIT_EDITOR: ":", PAWL_ATTEMPT_ID: left.marker },
  };
}

/** What is known of a hook by its folder alone. */
const leftIn = (order: WorkspaceOrder, folder: string): AttemptOrder => ({
  folder,
  marker: hooksMarkerOf(order),
  command: "",
  cwd: order.folder,
  env: order.env,
  timeoutMs: MOST_MS,
  graceMs: GRACE_MS,
  maxOutputBytes: MOST_OUTPUT_BYTES,
  promised: [],
});

/** Ends hooks that an earlier driver, that died, has left of other orders: those of this one are taken up. */
export async function endHooks(order: WorkspaceOrder): Promise<void> {
  if ((await openFolders(order)).length > 0) return;
  await reap({ marker: hooksMarkerOf(order) }, GRACE_MS);
}

/** Waits for hooks that an earlier driver has started: what they do to the files must have come to its end. */
export async function waitForHooks({
  order,
  executor,
  signal,
}: Omit<HookRig, "env" | "standing">): Promise<void> {
  for (const folder of await openFolders(order)) {
    const left = executor.adopt(leftIn(order, folder), { hostIsDead: true });
    await endedOr(left, signal);
  }
}

async function endedOr(handle: AttemptHandle, signal: AbortSignal): Promise<AttemptResult> {
  const cancel = (): void => handle.cancel("it was broken off");
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  const result = await handle.ended;
  signal.removeEventListener("abort", cancel);
  return result;
}

async function openFolders({ folder }: WorkspaceOrder): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const hooks = names.filter((name) => HOOK_FOLDER.test(name)).map((name) => join(folder, name));
  return hooks.filter(isOpen);
}

const HOOK_FOLDER = new RegExp(`^(${[...BEFORE, AFTER].join("|")})@\\d+$`);
