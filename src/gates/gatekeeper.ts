import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CheckResult, Evidence } from "../core/gate.ts";
import { phaseId } from "../core/ids.ts";
import type { Executor } from "../executors/port.ts";
import { repositoryOf } from "../git/repository.ts";
import { atStart, takeSnapshot } from "../git/snapshot.ts";
import type { PlacesEnv } from "../workspaces/places.ts";
import type { Evaluate } from "./checks/context.ts";
import { makeChecks } from "./checks/makeChecks.ts";
import { runOrder } from "./checks/run.ts";
import { evidenceDigest } from "./evidence.ts";
import type { Seen } from "./evidence.ts";
import { fromBase } from "./fromBase.ts";
import type { OwnScripts } from "./fromBase.ts";
import type { Gatekeeper, GateOrder } from "./port.ts";
import { endSetup, setupCheck, setupFolder } from "./setupCheck.ts";
import { treeOf } from "./treeOf.ts";
import { clearFolder, makeWorkplace } from "./workplace.ts";
import type { Workplace } from "./workplace.ts";

export interface GatekeeperOptions {
  /** Performs the commands of checks. */
  readonly executor: Executor;
  /** Works out the expressions of checks. */
  readonly evaluate: Evaluate;
  /** Says where clean checkouts lie; that of this process if not given. */
  readonly env?: PlacesEnv;
}

/** Checks gates on a snapshot of the files, in a clean checkout where there is git. */
export const gatekeeper = (options: GatekeeperOptions): Gatekeeper => ({
  check: (order, signal) => checkGate(order, signal, options),
  endLeft: (order) => endLeft(order, options).catch(() => {}),
  headOf: async (dir) => (await repositoryOf(dir))?.head,
  startOf: async (dir, run) => {
    const repository = await repositoryOf(dir);
    return repository && (await takeSnapshot(repository, atStart(run))).commit;
  },
  treeOf,
});

const envOf = ({ env }: GatekeeperOptions): PlacesEnv => env ?? process.env;

async function checkGate(
  order: GateOrder,
  signal: AbortSignal,
  options: GatekeeperOptions,
): Promise<Evidence> {
  let place: Workplace | undefined;
  try {
    await endLeft(order, options);
    const found = await makeWorkplace(order, envOf(options), signal);
    if ("checks" in found) return evidenceOf(order, found);
    place = found;
    const { diff } = place;
    const own = await scriptsFromBase(order, place);
    const unready = await prepare(order, place, options, signal);
    const made = unready ? [unready] : await makeChecks({ order, place, signal, ...options });
    const checks = own.check ? [...made, own.check] : made;
    const notes = [...own.notes, ...place.notes];
    return evidenceOf(order, {
      tree: await place.tree(),
      checks,
      ...(diff ? { diff } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    });
  } catch (error) {
    return evidenceOf(order, notChecked(order, error as Error));
  } finally {
    await place?.remove().catch(() => {});
  }
}

const scriptsFromBase = async (
  order: GateOrder,
  { compared, checkout }: Workplace,
): Promise<OwnScripts> =>
  checkout && !("not" in compared) ? fromBase(order, compared, checkout) : { notes: [] };

/** Only commands need more than what is in git. */
async function prepare(
  order: GateOrder,
  { room, checkout }: Workplace,
  options: GatekeeperOptions,
  signal: AbortSignal,
): Promise<CheckResult | undefined> {
  if (!checkout || !order.gate.checks.some(({ type }) => type === "run")) return undefined;
  const tools = { executor: options.executor, env: envOf(options) };
  const unready = await setupCheck(order, room, tools, signal);
  // What setup changes of tracked files is no check's doing.
  await checkout.changed();
  return unready;
}

/** Ends the commands of an earlier check of this gate, that was broken off, and takes away what it left. */
async function endLeft(order: GateOrder, options: GatekeeperOptions): Promise<void> {
  if (!existsSync(order.folder)) return;
  const room = { root: order.dir, top: order.dir };
  for (const check of order.gate.checks) {
    if (check.type !== "run" || !existsSync(join(order.folder, check.id))) continue;
    const left = options.executor.adopt(runOrder({ ...check, cwd: "." }, order, room), {
      hostIsDead: true,
    });
    left.cancel("its gate is checked anew");
    await left.ended;
  }
  if (existsSync(setupFolder(order))) await endSetup(order, options.executor);
  await clearFolder(order, envOf(options));
}

const notChecked = (order: GateOrder, error: Error): Seen => ({
  tree: { ...(order.base === undefined ? {} : { base: order.base }), tree: "" },
  checks: [
    {
      id: "gate",
      type: "run",
      passed: false,
      text: `the gate could not be checked: ${error.message}`,
      durationMs: 0,
    },
  ],
});

const evidenceOf = (
  order: GateOrder,
  seen: Omit<Evidence, "phase" | "round" | "artifacts" | "digest">,
): Evidence => ({
  phase: phaseId(order.phase),
  round: order.round,
  ...seen,
  artifacts: order.artifacts.map(({ name, sha256 }) => ({ name, sha256 })),
  digest: evidenceDigest(order, seen),
});
