import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { Options } from "../declared.ts";
import { nameOf, openGithub } from "../github/open.ts";
import { printJson, printLine } from "../print.ts";
import { chooseRun, loadRun, openState } from "../state.ts";

/** `pawl github sync [RUN]`: tells the issue what it was not told, and looks for what was said there. */
export async function github(args: readonly string[], options: Options): Promise<ExitStatus> {
  const [action, name] = args;
  if (action !== "sync")
    throw new PawlError(
      "usage",
      `there is no "${action}" to do with GitHub; pawl github sync [RUN]`,
    );
  const state = await openState();
  const id = await chooseRun(state, name);
  const { run } = await loadRun(state, id);
  const { github: issue } = run.plan;
  if (!issue)
    throw new PawlError("refused", `the plan of run ${id} names no issue: it has no "github"`);
  const driver = await state.store.holder(id);
  if (driver)
    throw new PawlError(
      "driven-elsewhere",
      `process ${driver.pid} on ${driver.host} drives run ${id}, and tells ${nameOf(issue)} of it`,
      { exit: EXIT.driven },
    );
  const problems: string[] = [];
  const say = (text: string): void => void problems.push(text);
  await openGithub(state, run, say)?.close();
  const after = (await loadRun(state, id)).run;
  // What was decided there is told, too.
  if (after.seq !== run.seq) await openGithub(state, after, say)?.close();
  if (options["json"])
    printJson({ run: id, issue: nameOf(issue), upToDate: problems.length === 0, problems });
  else if (problems.length > 0)
    throw new PawlError("refused", problems.at(-1)!, { exit: EXIT.failed });
  else {
    printLine(`${nameOf(issue)} is up to date with run ${id}`);
    if (after.seq !== run.seq) printLine(`somebody has decided there; pawl resume ${id} goes on`);
  }
  return problems.length === 0 ? EXIT.completed : EXIT.failed;
}
