import { mkdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DiffSummary, Tree } from "../core/gate.ts";
import { diffSummary, emptyTree } from "../git/changes.ts";
import { addCheckout } from "../git/checkout.ts";
import type { Checkout } from "../git/checkout.ts";
import { repositoryOf } from "../git/repository.ts";
import { takeSnapshot } from "../git/snapshot.ts";
import type { PlacesEnv } from "../workspaces/places.ts";
import { checkoutFolder, removeCheckoutOf } from "./checkoutFolder.ts";
import type { Room } from "./inside.ts";
import { inShort } from "./inShort.ts";
import { digestOfFiles, namedFiles } from "./namedFiles.ts";
import type { GateOrder } from "./port.ts";

/** What of git a guard compares; or why it cannot. */
export interface Compared {
  /** The repository's uppermost folder, and the plan's folder relative to it. */
  readonly top: string;
  readonly prefix: string;
  /** The commit that the run began from. */
  readonly base: string;
  readonly commit: string;
}

/** Where one gate's checks are made. */
export interface Workplace {
  readonly room: Room;
  /** The state of the files; in a folder without git as it is when this is asked. */
  readonly tree: () => Promise<Tree>;
  readonly diff?: DiffSummary;
  readonly compared: Compared | { readonly not: string };
  readonly notes: readonly string[];
  /** Paths of tracked files, relative to the repository, that have changed since this was asked last. */
  readonly changed: () => Promise<string[]>;
  readonly remove: () => Promise<void>;
}

const UNBORN = {
  not: "the run began without a commit, so there is nothing to compare with; commit first, then start a run",
};

/** Makes the place where a gate is checked. @throws Error with a text for a person */
export async function makeWorkplace(
  order: GateOrder,
  env: PlacesEnv,
  signal: AbortSignal,
): Promise<Workplace> {
  await mkdir(order.folder, { recursive: true });
  const repository = await repositoryOf(order.dir);
  if (!repository) return inTheFolder(order);
  const { top, prefix } = repository;
  const snapshot = await takeSnapshot(repository, order, signal);
  const { commit, submodules } = snapshot;
  const base = order.base ?? (await emptyTree(top));
  const checkout = needsFiles(order)
    ? await addCheckout(repository, commit, await checkoutFolder(order, env), signal)
    : undefined;
  const tree = { ...(order.base ? { base: order.base } : {}), commit, tree: snapshot.tree };
  const notes =
    submodules.length === 0
      ? []
      : [`of ${inShort(submodules)} only the commit was looked at: the checkout has no submodules`];
  try {
    return {
      room: await roomOf(checkout, top, prefix),
      tree: async () => tree,
      diff: await diffSummary(top, base, commit),
      compared: order.base === undefined ? UNBORN : { top, prefix, base, commit },
      notes,
      changed: async () => (await checkout?.changed()) ?? [],
      remove: () => removeCheckoutOf(order, env),
    };
  } catch (error) {
    await removeCheckoutOf(order, env);
    throw error;
  }
}

const needsFiles = ({ gate }: GateOrder): boolean =>
  gate.checks.some(({ type }) => type === "run" || type === "files" || type === "coverage");

async function roomOf(checkout: Checkout | undefined, top: string, prefix: string): Promise<Room> {
  if (!checkout) return { root: join(top, prefix), top };
  const root = join(checkout.path, prefix);
  // A folder without any file in it is in no commit.
  await mkdir(root, { recursive: true });
  return { root, top: checkout.path };
}

async function inTheFolder(order: GateOrder): Promise<Workplace> {
  if (order.base !== undefined)
    throw new Error(
      `${order.dir} was in a git repository when the run began, at ${order.base.slice(0, 12)}, and is in none now`,
    );
  const root = await realpath(order.dir);
  const room = { root, top: root };
  const names = namedFiles(order.gate, order.steering);
  return {
    room,
    compared: { not: "there is no git repository to compare with: it cannot be told" },
    tree: () => digestOfFiles(room, names),
    notes: ["there is no git repository: the checks were made in the folder itself"],
    changed: async () => [],
    remove: async () => {},
  };
}

/** Takes away what an earlier check of the same gate, that was broken off, has left. */
export async function clearFolder(order: GateOrder, env: PlacesEnv): Promise<void> {
  await removeCheckoutOf(order, env);
  await rm(order.folder, { recursive: true, force: true });
}
