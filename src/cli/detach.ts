import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, PawlError } from "../core/error.ts";
import type { ExitStatus } from "../core/error.ts";
import type { RunId } from "../core/ids.ts";
import type { Run } from "../core/run.ts";
import type { Engine } from "../engine/engine.ts";
import { budgetTexts } from "./budgetOption.ts";
import { textOf } from "./declared.ts";
import type { Options } from "./declared.ts";
import { engineOf } from "./drive.ts";
import { printJson, printLine, printNote } from "./print.ts";
import { folderOfRun, loadRun } from "./state.ts";
import type { State } from "./state.ts";

/** What the process that goes on writes: the plain lines of the run. In the run's folder. */
const OUTPUT = "driver.log";

/** Makes a run and has it driven without this terminal. */
export async function startDetached(
  state: State,
  options: Options,
  create: (engine: Engine) => Promise<RunId>,
): Promise<ExitStatus> {
  const engine = engineOf(state);
  try {
    // The run has its budget from its beginning: given again, `+` would add it twice.
    const { budget: _given, ...others } = options;
    return await detach(state, others, await create(engine));
  } finally {
    await engine.close();
  }
}

/** Has a run driven by a process in a session of its own; what keeps that from driving it is told here. */
export async function detach(state: State, options: Options, id: RunId): Promise<ExitStatus> {
  const { run } = await loadRun(state, id);
  const folder = folderOfRun(state, id);
  mkdirSync(folder, { recursive: true });
  const output = join(folder, OUTPUT);
  const file = openSync(output, "a");
  const before = fstatSync(file).size;
  const child = spawn(
    process.execPath,
    [process.argv[1]!, "resume", id, ...flagsOf(options, run)],
    {
      detached: true,
      stdio: ["ignore", file, file],
    },
  );
  closeSync(file);
  const exit = await drivesOrEnds(state, id, child, run.seq);
  // It has not driven the run: what it said is what a person must know.
  if (exit === EXIT.usage || exit === EXIT.driven) {
    const said = readFileSync(output).subarray(before).toString("utf8");
    throw new PawlError("refused", problemIn(said), { exit });
  }
  child.unref();
  if (options["json"]) printJson({ run: id, pid: child.pid, output });
  else {
    printLine(id);
    printNote(`process ${child.pid} drives it without this terminal, and writes to ${output}`);
    printNote(`pawl status ${id} --watch follows it; pawl wait ${id} waits for its end`);
  }
  return EXIT.completed;
}

/** The line with which a Pawl that cannot do what it should ends. */
const problemIn = (said: string): string =>
  /^pawl: (.*)/m.exec(said)?.[1] ?? `the process that was to drive the run ended: ${said.trim()}`;

/** Until the process has taken the run up; or its exit status, where it ends before that. */
async function drivesOrEnds(
  state: State,
  id: RunId,
  child: ChildProcess,
  seq: number,
): Promise<number | undefined> {
  let unwatch = (): void => {};
  const ended = await new Promise<number | undefined>((resolve) => {
    child.once("error", () => resolve(EXIT.usage));
    child.once("exit", (code) => resolve(code ?? EXIT.failed));
    unwatch = state.store.watch(id, seq, (fresh) => {
      if (fresh.some(({ event }) => event.type === "run-resumed" && event.by.pid === child.pid))
        resolve(undefined);
    });
  });
  unwatch();
  return ended;
}

/** The options that its `resume` is to have, too. */
function flagsOf(options: Options, run: Run): string[] {
  const named = [
    ["--until", "until"],
    ["--concurrency", "concurrency"],
    ["--from", "from"],
  ] as const;
  const host = options["hostIsDead"];
  return [
    "--no-live",
    // Somebody may approve on GitHub, and nobody else would look.
    ...(options["wait"] === true || run.plan.github?.approvers.length ? ["--wait"] : []),
    ...named.flatMap(([flag, name]) => {
      const value = textOf(options, name);
      return value === undefined ? [] : [flag, value];
    }),
    ...budgetTexts(options).flatMap((each) => ["--budget", each]),
    ...(typeof host === "string" ? ["--host-is-dead", host] : []),
    ...(host === true ? ["--host-is-dead"] : []),
  ];
}
