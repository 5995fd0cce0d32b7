import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import type { Asking } from "../../views/asking.ts";
import { askingIn } from "../../views/asking.ts";
import type { Run } from "../../core/run.ts";
import { chooseRun, loadRun, namesRun } from "../state.ts";
import type { State } from "../state.ts";

/** What the arguments `[RUN] [TASK] TEXT` mean. */
export interface Meant {
  readonly id: RunId;
  readonly run: Run;
  /** What is asked in that run, of the task given only. */
  readonly asking: readonly Asking[];
  /** Absent: it is to be shown what is asked. */
  readonly text?: string;
}

/**
 * Either of RUN and TASK may be left out. A last word that names a task which asks is that task, not an answer: who
 * types it wants to see the question.
 */
export async function meantBy(state: State, args: readonly string[]): Promise<Meant> {
  const words = [...args];
  const id = await chooseRun(state, await runAmong(state, words));
  const { run } = await loadRun(state, id);
  const all = askingIn(run);
  const [first, second] = words;
  const named = first === undefined ? [] : namedIn(all, first);
  if (second === undefined && (first === undefined || named.length > 0))
    return { id, run, asking: first === undefined ? all : named };
  if (second === undefined) return { id, run, asking: all, text: first! };
  if (named.length === 0) throw asksNothing(run, first!, all);
  return { id, run, asking: named, text: second };
}

/** Takes the run's id from the words if the first of them is one. */
async function runAmong(state: State, words: string[]): Promise<string | undefined> {
  const [first] = words;
  if (first === undefined) return undefined;
  // A short answer may begin the id of a run: alone, only a whole id is one.
  const isRun =
    words.length === 3 ||
    (words.length === 2 && (await namesRun(state, first))) ||
    (await state.store.list()).some((each) => each.run === first);
  return isRun ? words.shift() : undefined;
}

const namedIn = (all: readonly Asking[], word: string): Asking[] =>
  all.filter(
    (each) =>
      each.task === word ||
      each.name === word ||
      each.task.startsWith(`${word}/`) ||
      each.task.endsWith(`/${word}`),
  );

function asksNothing(run: Run, word: string, all: readonly Asking[]): PawlError {
  const which =
    all.length === 0
      ? "nothing in it is asked"
      : `these wait for an answer: ${all.map((each) => each.name).join(", ")}`;
  return new PawlError("refused", `"${word}" of run ${run.id} waits for no answer; ${which}`);
}
