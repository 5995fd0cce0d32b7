import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { runId } from "../../core/ids.ts";
import { filesOf } from "../../stores/json/files.ts";
import { isRun } from "../../stores/json/loss.ts";
import { inspectJournal, repairJournal } from "../../stores/json/repair.ts";
import type { Repair } from "../../stores/json/repair.ts";
import type { Options } from "../declared.ts";
import { printJson, printLines } from "../print.ts";
import { stateFolder } from "../state.ts";

/** `pawl state repair RUN [--apply]`: says what can safely be done about a damaged journal, and does it if told to. */
export async function repairState(args: readonly string[], options: Options): Promise<void> {
  const folder = stateFolder();
  const run = theRun(folder, args[0]);
  const repair = inspectJournal(folder, run);
  const apply = options["apply"] === true && (repair.type === "cut" || repair.type === "restore");
  const kept = apply ? repairJournal(folder, run, repair) : undefined;
  if (options["json"])
    return printJson({ run, applied: apply, ...repair, ...(kept ? { kept } : {}) });
  printLines(apply ? doneText(run, repair, kept) : offerText(folder, run, repair));
  if (repair.type === "hopeless")
    throw new PawlError("journal-damaged", `nothing was changed in ${folder}`);
}

/** A damaged run may not be in any list, so it is looked for among the folders. */
function theRun(folder: string, text: string | undefined): RunId {
  if (text === undefined) throw new PawlError("usage", "say which run: pawl state repair RUN");
  const runs = foldersOf(join(folder, "runs"));
  const named = runs.includes(text) ? [text] : runs.filter((each) => each.startsWith(text));
  // Attempts have their folders there whatever the store.
  const matches = named.filter((each) => isRun(filesOf(folder, runId(each))));
  if (matches.length === 1) return runId(matches[0]!);
  const found =
    matches.length === 0
      ? `there is no run "${text}" in ${folder}`
      : `"${text}" begins the ids of ${matches.join(", ")}`;
  throw new PawlError(
    "run-unknown",
    `${found}; repair is for runs of the json store (the others keep whole batches)`,
  );
}

function foldersOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function offerText(folder: string, run: RunId, repair: Repair): string[] {
  const apply = `pawl state repair ${run} --apply`;
  switch (repair.type) {
    case "none-needed":
      return [`${run}: ${repair.events} events, chain intact; there is nothing to repair`];
    case "cut":
      return [
        `${run}: the journal is whole up to event ${repair.events}; ${repair.bytes} bytes of a torn line follow`,
        `  cutting them off loses ${repair.lost}`,
        `  ${apply}  does it (so does the next command that writes to the run)`,
      ];
    case "restore":
      return [
        `${run}: ${repair.damage}`,
        `  the copy beside it is whole up to event ${repair.events}; putting it in place loses ${repair.lost}`,
        existsSync(filesOf(folder, run).journal)
          ? `  ${apply}  does it, and keeps the damaged file under another name`
          : `  ${apply}  does it`,
      ];
    case "hopeless":
      return [
        `${run}: ${repair.damage}`,
        "  there is no copy that is whole: nothing can be done here without guessing",
        "  what the attempts wrote is still in the run's folder; start a new run of the plan",
      ];
  }
}

function doneText(run: RunId, repair: Repair, kept: string | undefined): string[] {
  if (repair.type === "cut")
    return [`${run}: ${repair.bytes} torn bytes are cut off; pawl resume ${run} goes on`];
  return [
    kept === undefined
      ? `${run}: the copy is in place; there was no journal to keep`
      : `${run}: the copy is in place; the damaged journal is kept as ${kept}`,
    `pawl resume ${run} goes on`,
  ];
}
