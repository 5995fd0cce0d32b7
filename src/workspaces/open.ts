import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { OpenWorkspace } from "../core/workspace.ts";
import { reap } from "../executors/reaper.ts";
import { homeOf } from "../git/home.ts";
import type { Home } from "../git/home.ts";
import { gitDirOf, removeLinked } from "../git/linked.ts";
import { add } from "./add.ts";
import { copyIn } from "./copyIn.ts";
import { discard } from "./discard.ts";
import { integrationHead } from "./integration.ts";
import { lfsNote } from "./lfs.ts";
import { clearLocks } from "./locks.ts";
import { branchOf, markerOf, setupMarkerOf } from "./marker.ts";
import { openAt } from "./openAt.ts";
import { placesFor } from "./places.ts";
import type { Places } from "./places.ts";
import { takePorts } from "./ports.ts";
import type { OpenOrder } from "./port.ts";
import { readRecord, removeRecord, writeRecord } from "./record.ts";
import { SETUP, prepare } from "./prepare.ts";
import { addSubmodules } from "./submodules.ts";
import type { WorkspaceTools } from "./tools.ts";

const GRACE_MS = 2000;

/**
 * Makes a phase's branch and worktree, or a task's, and makes it ready; or finds the one that is there.
 * @throws Error with a text for a person: no repository, no commit, a branch that is in use, a setup that fails
 */
export async function open(
  order: OpenOrder,
  tools: WorkspaceTools,
  signal: AbortSignal,
): Promise<OpenWorkspace> {
  const home = await homeOf(order.dir);
  if (order.workspace.at !== undefined) return openAt(order, home, tools, signal);
  const places = await placesFor(tools.env, home, order);
  const known = await readRecord(places.state, "opened");
  const stands = (await gitDirOf(places.worktree)) !== undefined;
  if (known?.round === order.round && stands) return known.open;
  if (existsSync(places.state)) await reap({ marker: markerOf(order) }, GRACE_MS);
  const branch = branchOf(order);
  const { worktree } = places;
  await clearLocks(home.common, order.run, { worktree, branches: [order.integrate] });
  if (known && known.round !== order.round) await discard(order, home, known.open, known.round);
  const added = await readRecord(places.state, "added");
  // Half of one, which a killed git has left, may keep every git from looking at any worktree of the repository.
  if (!added) await removeLinked(home, worktree);
  const head = await integrationHead(home, order.integrate, order.base);
  const start = order.from ?? head;
  if (!stands || added?.round !== order.round) {
    await removeRecord(places.state, "added");
    await reap({ marker: setupMarkerOf(order) }, GRACE_MS);
    await rm(join(order.folder, SETUP), { recursive: true, force: true });
    // So that whoever asks again looks for what is left.
    await mkdir(places.state, { recursive: true });
    const worked = known?.round === order.round;
    const made = await add({
      order,
      home,
      worktree: places.worktree,
      branch,
      start,
      worked,
      signal,
    });
    const base = worked ? known.open.base : start;
    const notes = [...made.notes, ...(await lfsNote(places.worktree, made.withoutLfs))];
    await writeRecord(places.state, "added", { base, round: order.round, notes });
  }
  const open = await makeReady(order, { home, places, branch, tools, signal });
  await writeRecord(places.state, "opened", { round: order.round, open });
  return open;
}

interface Ready {
  readonly home: Home;
  readonly places: Places;
  readonly branch: string;
  readonly tools: WorkspaceTools;
  readonly signal: AbortSignal;
}

async function makeReady(order: OpenOrder, given: Ready): Promise<OpenWorkspace> {
  const { home, places, branch, tools, signal } = given;
  const { workspace } = order;
  const { base, notes } = (await readRecord(places.state, "added"))!;
  const cwd = join(places.worktree, home.prefix);
  const more: string[] = [];
  if (!existsSync(cwd)) {
    await mkdir(cwd, { recursive: true });
    more.push(
      `the plan's folder ${home.prefix} is not in commit ${base.slice(0, 12)}: it is empty here`,
    );
  }
  more.push(...(await addSubmodules(places.worktree, { top: home.top, gitDir: home.common })));
  if (workspace.copy && home.top !== undefined)
    more.push(...(await copyIn(home.top, places.worktree, workspace.copy)).notes);
  if (workspace.copy && home.top === undefined)
    more.push("copy: the repository is bare, so that there are no files to copy from");
  const ports = workspace.ports
    ? await takePorts(places.root, places.worktree, workspace.ports)
    : undefined;
  const open: OpenWorkspace = {
    path: places.worktree,
    cwd,
    branch,
    base,
    integrate: order.integrate,
    ...ports,
  };
  const all = [...notes, ...more, ...(await prepare(order, open, tools, signal))];
  return all.length > 0 ? { ...open, notes: all } : open;
}
