import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { oneLine } from "../../views/safeText.ts";
import { branchOf } from "../../views/worktrees.ts";
import { collectGarbage } from "../../workspaces/gc.ts";
import type { Garbage, GcReport, KnownRun } from "../../workspaces/gcPort.ts";
import type { Options } from "../declared.ts";
import { printJson, printLines, printNote } from "../print.ts";
import { refuseInAttempt } from "../refuseInAttempt.ts";
import { chooseRun, loadRun, openState } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl gc [RUN…]`: takes away what ended runs have left: worktrees, branches, refs; nothing unmerged without `--force`. */
export async function gc(args: readonly string[], options: Options): Promise<ExitStatus> {
  refuseInAttempt("taking away what runs have left is", "gc");
  const state = await openState();
  const chosen = new Set<RunId>();
  for (const each of args) chosen.add(await chooseRun(state, each));
  const dryRun = options["dryRun"] === true;
  const report = await collect(state, chosen, { dryRun, force: options["force"] === true });
  if (options["json"]) printJson({ dryRun, ...report });
  else printLines(linesOf(report, dryRun));
  return EXIT.completed;
}

async function collect(
  state: State,
  chosen: ReadonlySet<RunId>,
  how: { readonly dryRun: boolean; readonly force: boolean },
): Promise<GcReport> {
  const runs = await knownRuns(state, chosen);
  const never = new AbortController().signal;
  try {
    const report = await collectGarbage({ runs, env: process.env, ...how }, never);
    if (chosen.size === 0) return report;
    const isChosen = ({ run }: Garbage): boolean => run !== undefined && chosen.has(run as RunId);
    return { removed: report.removed, kept: report.kept.filter(isChosen) };
  } catch (error) {
    throw new PawlError("refused", `it cannot be taken away: ${(error as Error).message}`);
  }
}

/** Those that nobody asked for count as not ended, so that they are let be. */
async function knownRuns(state: State, chosen: ReadonlySet<RunId>): Promise<KnownRun[]> {
  const runs: KnownRun[] = [];
  for (const { run: id } of await state.store.list()) {
    const known = await knownRun(state, id, chosen.size === 0 || chosen.has(id));
    if (known) runs.push(known);
  }
  return runs;
}

async function knownRun(state: State, id: RunId, asked: boolean): Promise<KnownRun | undefined> {
  try {
    const { run } = await loadRun(state, id);
    const over = run.status === "completed" || run.status === "aborted";
    const ended = asked && over && !(await state.store.holder(id));
    const integrate = branchOf(run);
    return {
      run: id,
      dir: run.source.dir,
      ended,
      ...(integrate === undefined ? {} : { integrate }),
    };
  } catch (error) {
    if (!(error instanceof PawlError)) throw error;
    printNote(`what ${id} has left is let be, as it cannot be read: ${error.message}`);
    return undefined;
  }
}

const MOST_LINES = 50;

function linesOf({ removed, kept }: GcReport, dryRun: boolean): string[] {
  const does = dryRun ? "would take away" : "took away";
  const left = kept.length === 0 ? [] : [`${kept.length} kept`];
  return [
    ...shortened(removed.map((each) => `${does} ${nameOf(each)}`)),
    ...shortened(kept.map((each) => `kept ${nameOf(each)}: ${oneLine(each.why)}`)),
    removed.length + kept.length === 0
      ? "there is nothing to take away"
      : [`${removed.length} ${dryRun ? "to be taken away" : "taken away"}`, ...left].join(", "),
  ];
}

const nameOf = ({ kind, name }: Garbage): string => `${kind} ${oneLine(name)}`;

const shortened = (lines: readonly string[]): string[] =>
  lines.length <= MOST_LINES
    ? [...lines]
    : [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
