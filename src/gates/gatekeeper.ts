import { existsSync } from "node:fs";
import { realpath, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Check, CheckResult, Evidence, Tree } from "../core/gate.ts";
import { phaseId } from "../core/ids.ts";
import type { Executor } from "../executors/port.ts";
import { repositoryOf } from "../git/repository.ts";
import { currentTree } from "../git/snapshot.ts";
import type { PlacesEnv } from "../workspaces/places.ts";
import { make } from "./checks/context.ts";
import type { CheckContext, CheckOf, Evaluate } from "./checks/context.ts";
import { coverageCheck } from "./checks/coverage.ts";
import { filesCheck } from "./checks/files.ts";
import { guardCheck } from "./checks/guard.ts";
import { runOrder } from "./checks/run.ts";
import { runChecks } from "./checks/runs.ts";
import { thatCheck } from "./checks/that.ts";
import { evidenceDigest } from "./evidence.ts";
import type { Seen } from "./evidence.ts";
import { inside } from "./inside.ts";
import { digestOfFiles } from "./namedFiles.ts";
import type { Gatekeeper, GateOrder } from "./port.ts";
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
  treeOf,
});

const envOf = ({ env }: GatekeeperOptions): PlacesEnv => env ?? process.env;

async function treeOf(dir: string, was: Partial<Tree> = {}): Promise<Tree> {
  const base = was.base === undefined ? {} : { base: was.base };
  const repository = await repositoryOf(dir);
  if (repository) return { ...base, tree: await currentTree(repository) };
  const root = await realpath(dir);
  return digestOfFiles({ root, top: root }, was.files ?? []);
}

async function checkGate(
  order: GateOrder,
  signal: AbortSignal,
  options: GatekeeperOptions,
): Promise<Evidence> {
  let place: Workplace | undefined;
  try {
    await endLeft(order, options);
    place = await makeWorkplace(order, envOf(options), signal);
    const checks = await makeChecks({ order, place, signal, ...options });
    return evidenceOf(order, { tree: await place.tree(), checks }, place);
  } catch (error) {
    return evidenceOf(order, notChecked(order, error as Error), place);
  } finally {
    await place?.remove().catch(() => {});
  }
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
  await clearFolder(order, envOf(options));
}

async function makeChecks(context: CheckContext): Promise<CheckResult[]> {
  const { checks } = context.order.gate;
  const of = <Type extends Check["type"]>(type: Type): CheckOf<Type>[] =>
    checks.filter((each): each is CheckOf<Type> => each.type === type);
  const made: CheckResult[] = [];
  const reports = await removeReports(context.place, of("coverage"));
  made.push(...(await runChecks(of("run"), context, reports)));
  for (const each of of("files")) made.push(await make(each, () => filesCheck(each, context)));
  for (const each of of("coverage"))
    made.push(await make(each, () => coverageCheck(each, context)));
  for (const each of of("guard")) made.push(await make(each, () => guardCheck(each, context)));
  const before = [...made];
  for (const each of of("that"))
    made.push(await make(each, () => thatCheck(each, context, before)));
  return checks.map(({ id }) => made.find((each) => each.id === id)!);
}

/**
 * Takes reports away that were there before, so that what is read was written by a check.
 * @returns their paths relative to the uppermost folder, as git names them
 */
async function removeReports(
  { room }: Workplace,
  checks: readonly CheckOf<"coverage">[],
): Promise<Set<string>> {
  const paths = new Set<string>();
  for (const { report } of checks) {
    // One that leads out is told by its own check.
    const path = await inside(room, report).catch(() => undefined);
    if (path === undefined || !(await stat(path)).isFile()) continue;
    await rm(path);
    paths.add(relative(room.top, path));
  }
  return paths;
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

const evidenceOf = (order: GateOrder, seen: Seen, place: Workplace | undefined): Evidence => ({
  phase: phaseId(order.phase),
  round: order.round,
  ...seen,
  artifacts: order.artifacts.map(({ name, sha256 }) => ({ name, sha256 })),
  ...(place?.diff ? { diff: place.diff } : {}),
  ...(place && place.notes.length > 0 ? { notes: place.notes } : {}),
  digest: evidenceDigest(order, seen),
});
