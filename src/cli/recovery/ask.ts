import type { ExitStatus } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import type { Run } from "../../core/run.ts";
import { askLine, canAsk } from "../askLine.ts";
import type { Options } from "../declared.ts";
import { printLine, printLines } from "../print.ts";
import { loadRun } from "../state.ts";
import type { State } from "../state.ts";
import { choicesFor, chosen } from "./choices.ts";
import type { Choice } from "./choices.ts";

/**
 * Asks on a terminal what is to be done about a run that has failed, and does it.
 * @param exit of the run as it is, which stays where nothing is chosen
 */
export async function recover(
  state: State,
  id: RunId,
  exit: ExitStatus,
  options: Options,
): Promise<ExitStatus> {
  if (!mayAsk(options)) return exit;
  const { run } = await loadRun(state, id);
  const choice = await askWhat(run);
  return choice ? perform(state, run, choice, exit, options) : exit;
}

/** Only where a person sits before it, and asked for nothing that a program would read. */
const mayAsk = (options: Options): boolean =>
  canAsk() &&
  options["json"] !== true &&
  options["format"] === undefined &&
  options["live"] !== false &&
  process.env["CI"] === undefined;

async function askWhat(run: Run): Promise<Choice | undefined> {
  const choices = choicesFor(run);
  if (choices.length === 0) return undefined;
  printLine();
  printLines(choices.map((each) => `  ${each.name.padEnd(8)}  ${each.does}`));
  for (;;) {
    const said = await askLine("what now? (empty: nothing, pawl why says more): ");
    if (said === "") return undefined;
    const choice = chosen(choices, said);
    if (choice) return choice;
    printLine(`say one of ${choices.map((each) => each.name).join(", ")}`);
  }
}

async function perform(
  state: State,
  run: Run,
  { name, target }: Choice,
  exit: ExitStatus,
  options: Options,
): Promise<ExitStatus> {
  switch (name) {
    case "retry":
      return (await import("../commands/retry.ts")).retry([run.id, target], options);
    case "debug":
      await (await import("../commands/debug.ts")).debugTask(state, run.id, target, options);
      return recover(state, run.id, exit, options);
    case "rollback": {
      const { rollback } = await import("../commands/rollback.ts");
      await rollback([run.id, target], { ...options, yes: true });
      return (await import("../commands/resume.ts")).resume([run.id], {});
    }
    case "abort":
      await (await import("../commands/abort.ts")).abort([run.id], {});
      return exit;
  }
}
