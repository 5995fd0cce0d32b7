import { mkdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DiffSummary, Tree } from "../core/gate.ts";
import { addCheckout } from "../git/checkout.ts";
import type { Checkout } from "../git/checkout.ts";
import { repositoryOf } from "../git/repository.ts";
import type { PlacesEnv } from "../workspaces/places.ts";
import { checkoutFolder, removeCheckoutOf } from "./checkoutFolder.ts";
import type { Room } from "./inside.ts";
import { inShort } from "./inShort.ts";
import { digestOfFiles, namedFiles } from "./namedFiles.ts";
import type { GateOrder } from "./port.ts";
import { landedSubject, landingSubject, snapshotSubject } from "./subject.ts";
import type { NoSubject, Subject } from "./subject.ts";

/** What of git a guard compares; or why it cannot. */
export interface Compared {
  /** A folder of the repository, and the plan's folder relative to the repository. */
  readonly top: string;
  readonly prefix: string;
  /** The commit of what there was when the run began, or that the phase is merged into. */
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
  /** Absent where nothing was checked out. */
  readonly checkout?: Checkout;
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
): Promise<Workplace | NoSubject> {
  await mkdir(order.folder, { recursive: true });
  const { landing, landed, workspace } = order;
  if (workspace?.mode === "none")
    return inTheFolder(order, "the plan says `mode: none`", "git was not looked at");
  if (landed)
    return inCheckout(order, await landedSubject({ ...order, landed }, signal), env, signal);
  if (landing) {
    const subject = await landingSubject({ ...order, landing }, signal);
    return "checks" in subject ? subject : inCheckout(order, subject, env, signal);
  }
  const repository = await repositoryOf(order.dir, order.views);
  if (repository)
    return inCheckout(order, await snapshotSubject(repository, order, signal), env, signal);
  if (order.base === undefined) return inTheFolder(order, "there is no git repository");
  throw new Error(
    `${order.dir} was in a git repository when the run began, at ${order.base.slice(0, 12)}, and is in none now`,
  );
}

async function inCheckout(
  order: GateOrder,
  subject: Subject,
  env: PlacesEnv,
  signal: AbortSignal,
): Promise<Workplace> {
  const { source, prefix, commit, compareWith: base, tree, diff, submodules } = subject;
  const { top } = source;
  const checkout = needsFiles(order)
    ? await addCheckout(source, commit, await checkoutFolder(order, env), signal)
    : undefined;
  const notes =
    submodules.length === 0
      ? []
      : [`of ${inShort(submodules)} only the commit was looked at: the checkout has no submodules`];
  return {
    room: await roomOf(checkout, top, prefix),
    tree: async () => tree,
    diff,
    compared: base === undefined ? UNBORN : { top, prefix, base, commit },
    notes,
    ...(checkout ? { checkout } : {}),
    remove: () => removeCheckoutOf(order, env),
  };
}

const needsFiles = ({ gate }: GateOrder): boolean =>
  gate.checks.some(({ type }) => NEED_FILES.has(type));

const NEED_FILES: ReadonlySet<string> = new Set(["run", "files", "files-found", "coverage"]);

async function roomOf(checkout: Checkout | undefined, top: string, prefix: string): Promise<Room> {
  if (!checkout) return { root: join(top, prefix), top };
  const root = join(checkout.path, prefix);
  // A folder without any file in it is in no commit.
  await mkdir(root, { recursive: true });
  return { root, top: checkout.path };
}

/** @param why it is not a checkout, and what else that means */
async function inTheFolder(order: GateOrder, ...why: readonly string[]): Promise<Workplace> {
  const root = await realpath(order.dir);
  const room = { root, top: root };
  const names = namedFiles(order.gate, order.steering);
  return {
    room,
    compared: { not: `${why[0]}, so there is nothing to compare with: it cannot be told` },
    tree: () => digestOfFiles(room, names),
    notes: [`${why.join(", and ")}: the checks were made in the folder itself`],
    remove: async () => {},
  };
}

/** Takes away what an earlier check of the same gate, that was broken off, has left. */
export async function clearFolder(order: GateOrder, env: PlacesEnv): Promise<void> {
  await removeCheckoutOf(order, env);
  await rm(order.folder, { recursive: true, force: true });
}
