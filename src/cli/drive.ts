import { EXIT } from "../core/error.ts";
import type { ExitStatus } from "../core/error.ts";
import { findPhase } from "../core/run.ts";
import type { Run } from "../core/run.ts";
import type { Driving, Engine } from "../engine/engine.ts";
import { escalate, notifyAll } from "../notify/notify.ts";
import { openEngine } from "../openEngine.ts";
import type { OpenEngine, OpenEngineOptions } from "../openEngine.ts";
import { openWatcher } from "../tui/watcher.ts";
import type { Watcher } from "../tui/watcher.ts";
import { seedResult } from "../views/seed.ts";
import { isSeed000, seedSession } from "../views/seed000.ts";
import { isSeed003 } from "../views/seed003/isSeed003.ts";
import { statusView } from "../views/status.ts";
import { streamAsCalled } from "./called.ts";
import type { Options } from "./declared.ts";
import { exitOf } from "./exit.ts";
import { openGithub } from "./github/open.ts";
import type { Github } from "./github/open.ts";
import { onInterrupt } from "./interrupt.ts";
import { openMirror } from "./mirror/mirror.ts";
import type { Mirror } from "./mirror/mirror.ts";
import { goOnWithoutOutput } from "./output.ts";
import { maskOf } from "./maskOf.ts";
import { printJson, printLines, printNote } from "./print.ts";
import { takeHomeLines } from "./takeHome.ts";
import { SeedPrinter } from "./seedPrinter.ts";
import { folderOfRun } from "./state.ts";
import type { State } from "./state.ts";
import { needsPerson, waitForPerson } from "./waitForPerson.ts";

/**
 * An engine over this machine's executor and the state given. It keeps the files that a run's plan wants mirrored, and
 * tells the issue that it names.
 * @param say what keeps it from that
 */
export function engineOf(
  state: State,
  listeners: Pick<OpenEngineOptions, "onOpen" | "onEvent"> = {},
  say: (text: string) => void = printNote,
): OpenEngine {
  let mirror: Mirror | undefined;
  let github: Github | undefined;
  const engine = openEngine({
    store: state.store,
    folder: state.folder,
    onOpen: (run) => {
      listeners.onOpen?.(run);
      mirror = openMirror(state.store, run, say, folderOfRun(state, run.id));
      github = openGithub(state, run, say);
    },
    onEvent: (recorded, run) => {
      mirror?.event(recorded, run);
      github?.changed(run);
      listeners.onEvent?.(recorded, run);
    },
  });
  return {
    ...engine,
    close: async () => {
      await Promise.all([mirror?.close(), github?.close()]);
      await engine.close();
    },
  };
}

/**
 * Drives a run in this process, shows it, and answers the exit status.
 * @param open starts or resumes the run with the engine given
 * @param notes what a person is told before the first event
 */
export async function drive(
  state: State,
  options: Options,
  open: (engine: Engine) => Promise<Driving>,
  notes: readonly string[] = [],
): Promise<ExitStatus> {
  let ended = await driveToEnd(state, options, open, notes);
  while (ended.exit !== EXIT.interrupted && waits(ended.run, options)) {
    if (!(await waitForPerson(state, ended.run, printNote))) return EXIT.interrupted;
    const { id, options: given } = ended.run;
    ended = await driveToEnd(state, options, (engine) => engine.resume(id, given), []);
  }
  const { run, exit } = ended;
  if (run.status !== "failed" || exit !== EXIT.failed) return exit;
  // Its commands drive runs in turn.
  const { recover } = await import("./recovery/ask.ts");
  return recover(state, run.id, exit, options);
}

/** Whether it stays where a person is needed. */
const waits = (run: Run, options: Options): boolean => options["wait"] === true && needsPerson(run);

async function driveToEnd(
  state: State,
  options: Options,
  open: (engine: Engine) => Promise<Driving>,
  notes: readonly string[],
): Promise<{ readonly run: Run; readonly exit: ExitStatus }> {
  const quiet = options["json"] === true || options["format"] !== undefined;
  let watcher: Watcher | undefined;
  const escalations: Promise<string[]>[] = [];
  let seed: SeedPrinter | undefined;
  const listeners: Pick<OpenEngineOptions, "onOpen" | "onEvent"> = {
    onOpen: (run) => {
      if (!quiet) watcher = watch(state, run, options);
      else if (options["format"] === "seed" && isSeed003(run.plan))
        seed = new SeedPrinter(state, run);
      for (const note of notes) say(watcher, note);
    },
    onEvent: (recorded, run) => {
      watcher?.event(recorded, run);
      seed?.event(recorded);
      const { event } = recorded;
      if (event.type === "approval-escalated")
        escalations.push(escalate(run, findPhase(run, event.phase), process.env));
    },
  };
  const engine = engineOf(state, listeners, (text) => say(watcher, text));
  try {
    const driving = await open(engine);
    goOnWithoutOutput();
    const interrupt = onInterrupt(driving, (text) => say(watcher, text));
    const run = await driving.finished;
    interrupt.stop();
    for (const problem of (await Promise.all(escalations)).flat()) say(watcher, problem);
    await seed?.ready;
    await tell(run, watcher, options);
    return { run, exit: exitOf(run, interrupt.wasInterrupted()) };
  } finally {
    await watcher?.close();
    await engine.close();
  }
}

const watch = (state: State, run: Run, options: Options): Watcher =>
  openWatcher({
    stream: streamAsCalled(process.stdout),
    live: options["live"] !== false,
    folder: folderOfRun(state, run.id),
    run,
    mask: maskOf(run),
  });

function say(watcher: Watcher | undefined, text: string): void {
  if (watcher) watcher.note(text);
  else printNote(text);
}

async function tell(run: Run, watcher: Watcher | undefined, options: Options): Promise<void> {
  for (const problem of await notifyAll(run, process.env)) say(watcher, problem);
  const isMachine = options["format"] === "seed" || options["json"] === true;
  // One document in all.
  if (isMachine && waits(run, options)) return;
  if (options["format"] === "seed") {
    // Of the other kind each was told as it came.
    if (isSeed000(run.plan)) printJson(seedSession(run, Date.now()));
    else if (!isSeed003(run.plan)) printJson(seedResult(run));
  } else if (options["json"]) printJson(statusView(run, Date.now(), null));
  else {
    await watcher?.end(run);
    printLines(await takeHomeLines(run));
  }
}
