import { join } from "node:path";
import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { ATTEMPT_FILES, attemptFolder } from "../../core/paths.ts";
import { isRefusal } from "../../core/result.ts";
import type { AttemptResult } from "../../core/result.ts";
import type { Run, TaskState } from "../../core/run.ts";
import { resolveTarget, tasksOf } from "../../core/target.ts";
import { put, thisActor } from "../../engine/engine.ts";
import { withoutSecrets } from "../../engine/secrets.ts";
import { agentExecutor } from "../../executors/agent/executor.ts";
import { commandExecutor } from "../../executors/command/executor.ts";
import { sandboxExecutor } from "../../executors/sandbox/executor.ts";
import type { AttemptOrder } from "../../executors/port.ts";
import { readTail } from "../../tui/readTail.ts";
import { oneLine, safeText } from "../../views/safeText.ts";
import { taskLabel } from "../../views/words.ts";
import { debugAgent } from "../debug/agent.ts";
import { diagnosisOf } from "../debug/diagnosis.ts";
import { debugOrder } from "../debug/order.ts";
import { textOf } from "../declared.ts";
import type { Options } from "../declared.ts";
import { nextInterrupt } from "../followRun.ts";
import { printJson, printLine, printNote } from "../print.ts";
import { refuseInAttempt } from "../refuseInAttempt.ts";
import { folderOfRun, loadRun, openState, runAndTarget } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl debug [RUN] TASK`: an agent that may only look finds out why it failed; the next attempt is told. */
export async function debug(args: readonly string[], options: Options): Promise<ExitStatus> {
  refuseInAttempt("a look at a failure is", "debug");
  const state = await openState();
  const { id, target } = await runAndTarget(state, args, "debug");
  return debugTask(state, id, target, options);
}

/** The same, of a run that is chosen already. */
export async function debugTask(
  state: State,
  id: RunId,
  target: string,
  options: Options,
): Promise<ExitStatus> {
  const { run } = await loadRun(state, id);
  const task = failedTask(run, target);
  const folder = folderOfRun(state, id);
  const agent = debugAgent(run, task, textOf(options, "agent"));
  const order = debugOrder(run, task, agent, { folder, log: await logOf(task, folder) });
  printNote(
    `agent ${agent.id} looks at ${taskLabel(task)} and changes nothing; its log is ${join(order.folder, ATTEMPT_FILES.output)}`,
  );
  const result = withoutSecrets(await perform(order), run, process.env);
  // Also where it failed: an agent that tried what it may not do can have found out why all the same.
  const text = diagnosisOf(result.account, order);
  if (text === "") {
    const told = { run: id, task: task.address, agent: agent.id, message: whyNot(result) };
    if (options["json"]) printJson(told);
    else printLine(`agent ${agent.id} found nothing out: ${oneLine(told.message)}`);
    return EXIT.failed;
  }
  const { account } = result;
  await put(state.store, id, {
    type: "record-diagnosis",
    target: task.address,
    agent: agent.id,
    text,
    ...(account ? { account } : {}),
    by: thisActor(),
  });
  const told = { run: id, task: task.address, agent: agent.id, diagnosis: text };
  if (options["json"]) printJson(told);
  else
    printLine(
      `${safeText(text)}\n\nkept; the next attempt is told: pawl retry ${id} ${retryName(task)}`,
    );
  return EXIT.completed;
}

/** What failed of what is named: a task, or a phase whose gate did not hold. */
function failedTask(run: Run, text: string): TaskState {
  const target = resolveTarget(run, text);
  if (isRefusal(target)) throw new PawlError("refused", target.text);
  const tasks = tasksOf(target);
  const failed = tasks.find((each) => each.status === "failed");
  if (failed) return failed;
  const [first] = tasks;
  if (first && first.phase.status === "failed" && first.phase.message !== undefined) return first;
  const statuses = tasks.map((each) => `${taskLabel(each)} is ${each.status}`).join(", ");
  throw new PawlError("refused", `nothing has failed in ${text} of run ${run.id}: ${statuses}`);
}

/** Of a phase that failed by its gate all is to be done again. */
const retryName = (task: TaskState): string =>
  task.status === "failed" ? taskLabel(task) : task.phase.spec.id;

async function logOf(task: TaskState, folder: string): Promise<string> {
  if (task.attempts.length === 0) return "";
  const at = attemptFolder(task.phase.spec.id, task.spec.id, task.attempts.length);
  const tail = await readTail(join(folder, at, ATTEMPT_FILES.output));
  return safeText(tail?.text ?? "");
}

/** Ctrl-C cancels it. */
async function perform(order: AttemptOrder): Promise<AttemptResult> {
  const executor = agentExecutor(sandboxExecutor(commandExecutor()));
  const interrupt = nextInterrupt();
  try {
    const handle = executor.start(order);
    void interrupt.pressed.then(() => handle.cancel("interrupted"));
    return await handle.ended;
  } finally {
    interrupt.stop();
    await executor.close();
  }
}

function whyNot(result: AttemptResult): string {
  switch (result.type) {
    case "succeeded":
      return "it reported nothing";
    case "failed":
      return result.failure.message;
    case "cancelled":
      return result.reason;
  }
}
