import { join } from "node:path";
import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { ATTEMPT_FILES, attemptFolder } from "../../core/paths.ts";
import type { Run } from "../../core/run.ts";
import { readTail } from "../../tui/readTail.ts";
import { lastLineOf, safeText } from "../../views/safeText.ts";
import { whyView } from "../../views/why.ts";
import { whyText } from "../../views/whyText.ts";
import { changedFiles } from "../changedFiles.ts";
import type { Options } from "../declared.ts";
import { maskOf } from "../maskOf.ts";
import { colors, printJson, printLines, printNote } from "../print.ts";
import { chooseRun, folderOfRun, loadRun, openState } from "../state.ts";

/** `pawl why [RUN]`: what it waits for or why it failed, and what goes on. */
export async function why(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  try {
    const id = await chooseRun(state, args[0]);
    const { run, notes } = await loadRun(state, id);
    notes.forEach(printNote);
    const files = await changedFiles(run.source, run.plan.mirror);
    const view = whyView(run, {
      now: Date.now(),
      driver: (await state.store.holder(id)) ?? null,
      tails: await tailsOf(run, folderOfRun(state, id)),
      ...(files.length > 0 ? { changedFiles: files } : {}),
    });
    if (options["json"]) printJson(view);
    else printLines(emphasised(whyText(view)));
    return EXIT.completed;
  } finally {
  }
}

const MOST_TAILS = 50;

async function tailsOf(run: Run, folder: string): Promise<Map<string, string>> {
  const tails = new Map<string, string>();
  const mask = maskOf(run);
  for (const task of [...run.underway].slice(0, MOST_TAILS)) {
    const at = attemptFolder(task.phase.spec.id, task.spec.id, task.attempts.length);
    const tail = await readTail(join(folder, at, ATTEMPT_FILES.output));
    const line = lastLineOf(mask(safeText(tail?.text ?? "")));
    if (line !== "") tails.set(task.address, line);
  }
  return tails;
}

/** The sentence that says it all stands out, and so do the commands to type. */
function emphasised(lines: readonly string[]): string[] {
  const { bold, cyan } = colors();
  return lines.map((line, at) =>
    at === 0 ? bold(line) : line.replace(/^ {2}pawl .*?(?= {2}|$)/, (command) => cyan(command)),
  );
}
