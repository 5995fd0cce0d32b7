import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { isRefusal } from "../../core/result.ts";
import type { Run, TaskState } from "../../core/run.ts";
import { resolveTarget, tasksOf } from "../../core/target.ts";
import { plural, statusOfTask, taskLabel } from "../../views/words.ts";
import type { Options } from "../declared.ts";
import { AttemptLog } from "../logs/attemptLog.ts";
import { contentOf, tasksWith } from "../logs/content.ts";
import type { Content } from "../logs/content.ts";
import { workerCalled } from "../logs/worker.ts";
import { hookOutputs } from "../logs/hooks.ts";
import { eventPrinter } from "../logs/eventPrinter.ts";
import { follow } from "../logs/follow.ts";
import type { Wanted } from "../logs/follow.ts";
import { maskedPrinter } from "../logs/maskedPrinter.ts";
import { jsonPrinter, rawPrinter } from "../logs/printer.ts";
import type { Printer } from "../logs/printer.ts";
import { textPrinter } from "../logs/textPrinter.ts";
import { maskOf } from "../maskOf.ts";
import { printLines, printNote } from "../print.ts";
import { safeText } from "../../views/safeText.ts";
import { chooseRun, folderOfRun, loadRun, namesRun, openState } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl logs [RUN] [TASK]`: what attempts wrote; with `-f`, also what they go on to write. */
export async function logs(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  try {
    const { id, target } = await runAndTask(state, args);
    const attempt = attemptNumber(options["attempt"]);
    const content = contentOf(options);
    const worker = options["worker"];
    if (typeof worker === "string") {
      await printWorker(state, id, { target, attempt, worker, content, options });
      return EXIT.completed;
    }
    if (options["hooks"] === true) {
      await printHooks(state, id, { target, attempt, options });
      return EXIT.completed;
    }
    const choose = (run: Run): Wanted => {
      const tasks = tasksWith(content, chosenTasks(run, target, attempt));
      const printer = printerFor(run, tasks, options);
      // Of events, only what their agents wrote may be masked, and that was done when they were written.
      const shown = content === "events" ? printer : maskedPrinter(printer, maskOf(run));
      return { tasks, attempt, content, printer: shown };
    };
    if (options["follow"]) await follow(state, id, choose);
    else await printAll(state, id, choose);
    return EXIT.completed;
  } finally {
  }
}

/** What one worker of an attempt wrote. */
async function printWorker(
  state: State,
  id: RunId,
  wanted: {
    readonly target: string | undefined;
    readonly attempt: number | undefined;
    readonly worker: string;
    readonly content: Content;
    readonly options: Options;
  },
): Promise<void> {
  const { target, attempt, worker, content, options } = wanted;
  if (options["follow"] === true)
    throw new PawlError("usage", "--worker and -f do not go together: say one of them");
  const { run, notes } = await loadRun(state, id);
  notes.forEach(printNote);
  const found = workerCalled(chosenTasks(run, target, attempt), worker, attempt);
  const source = { run: run.id, ...found };
  const printer = printerFor(run, [found.task], options);
  const shown = content === "events" ? printer : maskedPrinter(printer, maskOf(run));
  shown.begin(source);
  await new AttemptLog(folderOfRun(state, id), source, content).finish(shown);
}

/** What hooks of the repository wrote at the commits of tasks. */
async function printHooks(
  state: State,
  id: RunId,
  wanted: {
    readonly target: string | undefined;
    readonly attempt: number | undefined;
    readonly options: Options;
  },
): Promise<void> {
  const { target, attempt, options } = wanted;
  const other = ["follow", "raw", "prompt", "events", "json"].find((each) => options[each]);
  if (other !== undefined)
    throw new PawlError("usage", `--hooks and --${other} do not go together: say one of them`);
  const { run, notes } = await loadRun(state, id);
  notes.forEach(printNote);
  const mask = maskOf(run);
  let isAny = false;
  for (const task of chosenTasks(run, target, attempt))
    for (const { hook, attempt: of, text } of await hookOutputs(
      folderOfRun(state, id),
      task,
      attempt,
    )) {
      isAny = true;
      printLines([
        `== ${taskLabel(task)}, ${hook} after attempt ${of}`,
        safeText(mask(text)).trimEnd(),
      ]);
    }
  if (!isAny) printNote("no hook of the repository was run for this");
}

/** Either may be left out: a single argument that begins no run's id is the task. */
async function runAndTask(
  state: State,
  [first, second]: readonly string[],
): Promise<{ id: RunId; target?: string }> {
  if (first === undefined) return { id: await chooseRun(state) };
  if (second !== undefined) return { id: await chooseRun(state, first), target: second };
  if (await namesRun(state, first)) return { id: await chooseRun(state, first) };
  return { id: await chooseRun(state), target: first };
}

function attemptNumber(option: unknown): number | undefined {
  if (typeof option !== "string") return undefined;
  const number = Number(option);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new PawlError("usage", `--attempt takes a number from 1, not "${option}"`);
}

function chosenTasks(
  run: Run,
  text: string | undefined,
  attempt: number | undefined,
): readonly TaskState[] {
  if (text === undefined) return run.tasks;
  const target = resolveTarget(run, text);
  if (isRefusal(target)) throw new PawlError("usage", target.text);
  const tasks = tasksOf(target);
  const only = tasks.length === 1 ? tasks[0] : undefined;
  if (only && attempt !== undefined && attempt > only.attempts.length) {
    const count = plural(only.attempts.length, "attempt");
    throw new PawlError(
      "usage",
      `${taskLabel(only)} has ${count} so far; there is no attempt ${attempt}`,
    );
  }
  return tasks;
}

function printerFor(run: Run, tasks: readonly TaskState[], options: Options): Printer {
  const single = tasks.length === 1;
  if (options["events"]) return eventPrinter();
  if (options["json"]) return jsonPrinter();
  if (process.stdout.isTTY) return textPrinter(run, { headers: !single, safe: true });
  return single ? rawPrinter() : textPrinter(run, { headers: true, safe: false });
}

async function printAll(state: State, id: RunId, choose: (run: Run) => Wanted): Promise<void> {
  const { run, notes } = await loadRun(state, id);
  notes.forEach(printNote);
  const { tasks, attempt, content, printer } = choose(run);
  const only = tasks.length === 1 ? tasks[0] : undefined;
  if (only?.attempts.length === 0) {
    printNote(`${taskLabel(only)} has not been started: it is ${statusOfTask(run, only)}`);
  }
  for (const task of tasks) {
    const number = attempt ?? task.attempts.length;
    if (number === 0 || number > task.attempts.length) continue;
    const source = { run: run.id, task, attempt: number };
    printer.begin(source);
    await new AttemptLog(folderOfRun(state, id), source, content).finish(printer);
  }
}
