import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import type { Run } from "../../core/run.ts";
import { diffSummary } from "../../git/changes.ts";
import { git } from "../../git/git.ts";
import type { Options } from "../declared.ts";
import { paintDiff } from "../diff/paintDiff.ts";
import { rangeOf } from "../diff/range.ts";
import type { Range } from "../diff/range.ts";
import { colors, printBytes, printJson, printNote } from "../print.ts";
import { chooseRun, loadRun, namesRun, openState } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl diff [RUN] [PHASE|TASK]`: what it changed, as far as it is committed. */
export async function diff(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const { id, target } = await runAndPart(state, args);
  const { run, notes } = await loadRun(state, id);
  notes.forEach(printNote);
  const range = rangeOf(run, target);
  if (range.note !== undefined) printNote(range.note);
  try {
    if (options["json"]) await printSummary(run, range);
    else await printDiff(run, range, options["stat"] === true);
  } catch (error) {
    throw new PawlError("refused", `the commits cannot be compared: ${(error as Error).message}`);
  }
  return EXIT.completed;
}

/** Either may be left out: a single argument that begins no run's id is the phase or the task. */
async function runAndPart(
  state: State,
  [first, second]: readonly string[],
): Promise<{ id: RunId; target: string | undefined }> {
  if (first === undefined) return { id: await chooseRun(state), target: undefined };
  if (second !== undefined) return { id: await chooseRun(state, first), target: second };
  if (await namesRun(state, first)) return { id: await chooseRun(state, first), target: undefined };
  return { id: await chooseRun(state), target: first };
}

async function printDiff(run: Run, { from, to }: Range, stat: boolean): Promise<void> {
  const width = process.stdout.isTTY ? process.stdout.columns || 80 : 80;
  const how = stat ? [`--stat=${width}`] : ["--patch"];
  const args = ["diff", "--no-ext-diff", "--no-textconv", "-M", ...how, from, to, "--"];
  const bytes = await git(args, { cwd: run.source.dir });
  // Into a pipe it goes as it is, so that it can be applied.
  if (process.stdout.isTTY) process.stdout.write(paintDiff(bytes.toString("utf8"), colors()));
  else await printBytes(bytes);
}

async function printSummary(run: Run, { from, to, note }: Range): Promise<void> {
  const { files, added, removed, more } = await diffSummary(run.source.dir, from, to);
  printJson({
    run: run.id,
    from,
    to,
    files,
    added,
    removed,
    ...(more === undefined ? {} : { more }),
    ...(note === undefined ? {} : { note }),
  });
}
