import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunSummary } from "../../journal/store.ts";
import { runsRows, runsView } from "../../views/runs.ts";
import type { Options } from "../declared.ts";
import { colors, columns, printJson, printLine, printLines } from "../print.ts";
import { openState } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl runs`: all runs, the newest first. */
export async function runs(_args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const list = await state.store.list();
  if (options["json"]) printJson(runsView(list));
  else if (list.length === 0)
    printLine(`no run in ${state.store.location} yet; pawl run PLAN starts one`);
  else printLines(await table(state, list));
  return EXIT.completed;
}

async function table(state: State, list: readonly RunSummary[]): Promise<string[]> {
  const rows = runsRows(list, Date.now());
  for (const [at, { run, status }] of list.entries()) {
    // The journal of a run whose driver was killed says "running": nobody was left to write more.
    if (status === "running" && !(await state.store.holder(run))) rows[at]![1] = "interrupted";
  }
  const [head, ...body] = columns([["RUN", "STATUS", "STARTED", "TOOK", "PLAN"], ...rows]);
  return [colors().dim(head), ...body];
}
