import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { Run } from "../../core/run.ts";
import { put, thisActor } from "../../engine/engine.ts";
import { askingIn } from "../../views/asking.ts";
import type { Asking } from "../../views/asking.ts";
import { statusView } from "../../views/status.ts";
import { ask } from "../answer/ask.ts";
import { askingText, askingView } from "../answer/show.ts";
import { meantBy } from "../answer/words.ts";
import type { Meant } from "../answer/words.ts";
import type { Options } from "../declared.ts";
import { canAsk } from "../askLine.ts";
import { printJson, printLine, printLines } from "../print.ts";
import { refuseInAttempt } from "../refuseInAttempt.ts";
import { openState } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl answer [RUN] [TASK] TEXT`: answers what a task asks; without a text, shows what is asked. */
export async function answer(args: readonly string[], options: Options): Promise<ExitStatus> {
  refuseInAttempt("an answer is", "answer");
  const state = await openState();
  const meant = await meantBy(state, args);
  if (meant.text !== undefined) await answerOne(state, meant, meant.text, options);
  else if (options["json"]) printJson(askingView(meant.run, meant.asking));
  else if (canAsk() && meant.asking.length > 0) await askAll(state, meant);
  else printLines(askingText(meant.run, meant.asking));
  return EXIT.completed;
}

async function answerOne(
  state: State,
  { id, asking }: Meant,
  text: string,
  options: Options,
): Promise<void> {
  if (text.trim() === "")
    throw new PawlError("usage", "an answer must say something; the text given is empty");
  const [only, ...more] = asking;
  // The core says what is wrong where none or several ask, in the words of the run as it is then.
  const target = only && more.length === 0 ? { target: only.task } : {};
  const run = await put(state.store, id, { type: "answer", ...target, text, by: thisActor() });
  if (options["json"]) printJson(statusView(run, Date.now()));
  else printLines(await answered(state, run, only!));
}

async function answered(state: State, run: Run, one: Asking): Promise<string[]> {
  const open = askingIn(run);
  const driven = await state.store.holder(run.id);
  const next = driven
    ? `the process that drives the run goes on with it; pawl status ${run.id} --watch follows it`
    : `pawl resume ${run.id} goes on`;
  return [
    `${one.name} is answered; ${next}`,
    ...open.map((each) => `${each.name} still waits for an answer: ${each.command}`),
  ];
}

async function askAll(state: State, { run, asking }: Meant): Promise<void> {
  let answered = 0;
  for (const each of asking) {
    const text = await ask(each);
    if (text === "") continue;
    await put(state.store, run.id, { type: "answer", target: each.task, text, by: thisActor() });
    answered++;
  }
  const next = (await state.store.holder(run.id))
    ? `pawl status ${run.id} --watch follows the run`
    : `pawl resume ${run.id} goes on`;
  printLine(
    answered === 0
      ? `nothing was answered; the run waits`
      : `${answered} of ${asking.length} answered; ${next}`,
  );
}
