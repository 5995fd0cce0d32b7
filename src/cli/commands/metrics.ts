import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { allMetrics } from "../../views/allMetrics.ts";
import { runMetrics } from "../../views/metrics.ts";
import type { RunMetrics } from "../../views/metrics.ts";
import { allMetricsText, durationRows, runMetricsText } from "../../views/metricsText.ts";
import { TOKEN_COLUMNS, tokenRows } from "../../views/tokensText.ts";
import { seedMetrics, seedRunMetrics } from "../../views/seedMetrics.ts";
import type { Options } from "../declared.ts";
import { colors, columns, printJson, printLines, printNote } from "../print.ts";
import { chooseRun, openState } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl metrics [RUN]`: of one run, or of all runs together. */
export async function metrics(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  try {
    if (args[0] === undefined) await ofAll(state, options);
    else await ofOne(state, await chooseRun(state, args[0]), options);
    return EXIT.completed;
  } finally {
  }
}

async function ofOne(state: State, id: RunId, options: Options): Promise<void> {
  const { events, notes } = await state.store.read(id);
  notes.forEach(printNote);
  const found = runMetrics(events, Date.now(), await isDriven(state, id));
  if (!found) throw new PawlError("run-unknown", `run ${id} has not started: its journal is empty`);
  if (options["format"] === "seed") return printJson(seedRunMetrics(found));
  if (options["json"]) return printJson(found);
  const [head, ...rows] = columns([
    ["PHASE", "STATUS", "TOOK", "ATTEMPTS", "RETRIES"],
    ...durationRows(found, 5),
  ]);
  printLines([...runMetricsText(found), "", colors().dim(head), ...rows, ...tokenTable(found)]);
}

function tokenTable({ tokens }: RunMetrics): string[] {
  if (!tokens) return [];
  const [head, ...rows] = columns([TOKEN_COLUMNS, ...tokenRows(tokens)]);
  return ["", colors().dim(head), ...rows];
}

async function ofAll(state: State, options: Options): Promise<void> {
  const now = Date.now();
  const found: RunMetrics[] = [];
  for (const { run } of await state.store.list()) {
    const each = await tryRun(state, run, now);
    if (each) found.push(each);
  }
  const all = allMetrics(found);
  if (options["format"] === "seed") printJson(seedMetrics(all));
  else if (options["json"]) printJson(all);
  else printLines(allMetricsText(all));
}

const isDriven = async (state: State, run: RunId): Promise<boolean> =>
  (await state.store.holder(run)) !== undefined;

/** One damaged journal does not hide the numbers of all others; it is named instead. */
async function tryRun(state: State, run: RunId, now: number): Promise<RunMetrics | undefined> {
  try {
    const { events } = await state.store.read(run);
    return runMetrics(events, now, await isDriven(state, run));
  } catch (error) {
    if (!(error instanceof PawlError)) throw error;
    printNote(`left out: ${error.message}`);
    return undefined;
  }
}
