import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { RunId } from "../core/ids.ts";
import { PawlError } from "../core/error.ts";
import { runFolder } from "../core/paths.ts";
import { replay } from "../core/replay.ts";
import type { Run } from "../core/run.ts";
import type { RunSummary, Store } from "../journal/store.ts";
import { RoutedStore } from "../stores/routed/store.ts";
import { openStore } from "./stores.ts";
import type { StoreName } from "./stores.ts";
import { withoutPassword } from "../core/withoutPassword.ts";

/** Where runs are kept, and the store that keeps them. */
export interface State {
  /** The `.pawl` folder; attempts' folders live there whatever the store. */
  readonly folder: string;
  readonly store: Store;
  /** Writes down which store it is, once a run is about to begin in it. */
  remember?(): void;
}

/** The nearest `.pawl` above the working folder; else beside the nearest `.git`; else in the working folder. */
export function stateFolder(from: string = process.cwd()): string {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, ".pawl"))) return join(at, ".pawl");
    if (existsSync(join(at, ".git"))) return join(at, ".pawl");
    if (at === homedir() || at === dirname(at)) return join(from, ".pawl");
  }
}

const opened: Store[] = [];

/** Closes what was opened; a connection would keep the process alive. */
export async function closeStores(): Promise<void> {
  await Promise.all(opened.splice(0).map((each) => each.close()));
}

/**
 * The state for a new run: what `PAWL_STATE` (or `--state`, which sets it) says, else the plan, else json.
 * Where it is, is written down in the state folder, so that later commands find the run without being told.
 */
export async function openStateFor(planState: StoreName | undefined): Promise<State> {
  const folder = stateFolder();
  const name = process.env["PAWL_STATE"] ?? planState ?? "json";
  const store = await openStore(name, folder);
  opened.push(store);
  return { folder, store, remember: () => rememberStore(folder, name) };
}

/** The state of runs that are there: in the store that `PAWL_STATE` names, else in all that were used here. */
export async function openState(): Promise<State> {
  const folder = stateFolder();
  const name = process.env["PAWL_STATE"];
  if (name !== undefined) return { folder, store: await openStoreAt(name) };
  const stores = [await openStoreAt("json"), ...(await reachable(rememberedStores(folder)))];
  return { folder, store: stores.length === 1 ? stores[0]! : new RoutedStore(stores) };
}

/** A store that does not answer must not keep the runs of the others from being seen. */
async function reachable(names: readonly StoreName[]): Promise<Store[]> {
  const found: Store[] = [];
  for (const name of names) {
    try {
      found.push(await openStoreAt(name));
    } catch (error) {
      if (!(error instanceof PawlError)) throw error;
      process.stderr.write(`pawl: the runs in ${name} are not seen: ${error.message}\n`);
    }
  }
  return found;
}

/** One store by its name, wherever runs are kept otherwise. */
export async function openStoreAt(name: StoreName): Promise<Store> {
  const store = await openStore(name, stateFolder());
  opened.push(store);
  return store;
}

const listOfStores = (folder: string): string => join(folder, "stores");

function rememberedStores(folder: string): StoreName[] {
  const path = listOfStores(folder);
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}

export function rememberStore(folder: string, name: StoreName): void {
  const shown = withoutPassword(name);
  if (shown === "json" || rememberedStores(folder).includes(shown)) return;
  mkdirSync(folder, { recursive: true });
  appendFileSync(listOfStores(folder), `${shown}\n`);
}

export const folderOfRun = (state: State, run: RunId): string => join(state.folder, runFolder(run));

const UNFINISHED = new Set<RunSummary["status"]>([
  "running",
  "waiting",
  "blocked",
  "paused",
  "budget-exceeded",
]);

/**
 * The run that a person means: an id, an unambiguous prefix of one, or, with nothing given,
 * the latest that is not finished, else the latest. A plan's name means its latest run where `byPlan` is set.
 */
export async function chooseRun(
  state: State,
  text?: string,
  options: { byPlan?: boolean } = {},
): Promise<RunId> {
  const runs = await state.store.list();
  if (runs.length === 0) {
    throw new PawlError(
      "run-unknown",
      `there is no run in ${state.store.location} yet; pawl run PLAN starts one`,
    );
  }
  if (text === undefined) return latest(runs).run;
  const exact = runs.find((each) => each.run === text);
  if (exact) return exact.run;
  const named = options.byPlan ? runs.find((each) => each.plan === text) : undefined;
  if (named) return named.run;
  const matches = runs.filter((each) => each.run.startsWith(text));
  if (matches.length === 1) return matches[0]!.run;
  const shown = (list: readonly RunSummary[]): string =>
    list
      .slice(0, 5)
      .map((each) => each.run)
      .join(", ");
  if (matches.length > 1) {
    throw new PawlError(
      "run-unknown",
      `"${text}" begins the ids of ${matches.length} runs: ${shown(matches)}; say more of it`,
    );
  }
  throw new PawlError(
    "run-unknown",
    `there is no run "${text}"; the latest are ${shown(runs)} (pawl runs lists all)`,
  );
}

/**
 * The latest that is not finished. One that has just failed is not finished either: a resume goes on with it.
 * Where it is not the latest of all, that is said: the person may have meant the other.
 */
function latest(runs: readonly RunSummary[]): RunSummary {
  const newest = runs[0]!;
  if (newest.status === "failed") return newest;
  const open = runs.find((each) => UNFINISHED.has(each.status));
  if (open && open !== newest)
    process.stderr.write(
      `pawl: this is ${open.run}, which is not finished; the latest, ${newest.run}, is ${newest.status}\n`,
    );
  return open ?? newest;
}

/** Whether `text` would name a run; for commands whose RUN may be left out before another argument. */
export async function namesRun(state: State, text: string): Promise<boolean> {
  return (await state.store.list()).some((each) => each.run.startsWith(text));
}

/** The arguments `[RUN] TARGET` of which the first may be left out. */
export async function runAndTarget(
  state: State,
  args: readonly string[],
  command: string,
): Promise<{ id: RunId; target: string }> {
  const [first, second] = args;
  if (first === undefined) {
    throw new PawlError(
      "usage",
      `say what to ${command}: pawl ${command} [RUN] TASK, or a phase instead of the task`,
    );
  }
  if (second !== undefined) return { id: await chooseRun(state, first), target: second };
  return { id: await chooseRun(state), target: first };
}

/** The run as its journal has it, and what a person should be told of the reading. */
export async function loadRun(
  state: State,
  id: RunId,
): Promise<{ run: Run; notes: readonly string[] }> {
  const { events, notes } = await state.store.read(id);
  const run = replay(events);
  if (!run) throw new PawlError("run-unknown", `run ${id} has not started: its journal is empty`);
  return { run, notes };
}
