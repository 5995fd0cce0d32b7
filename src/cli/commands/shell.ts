import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import type { Run } from "../../core/run.ts";
import { environmentOfPhase, paramsOf } from "../../engine/order.ts";
import { variablesOf } from "../../engine/openFor.ts";
import { evaluate } from "../../plan/expression.ts";
import { oneLine } from "../../views/safeText.ts";
import type { Options } from "../declared.ts";
import { printNote } from "../print.ts";
import { leftNote } from "../shell/leftNote.ts";
import { uncommitted } from "../shell/uncommitted.ts";
import { placeOf } from "../shell/place.ts";
import type { Place } from "../shell/place.ts";
import { folderOfRun, loadRun, openState, runAndTarget } from "../state.ts";
import type { State } from "../state.ts";

/**
 * `pawl shell [RUN] PHASE [-- COMMAND…]`: a shell, or a command, in the phase's worktree. The exit status is the
 * command's.
 */
export async function shell(args: readonly string[], _options: Options): Promise<ExitStatus> {
  const { words, command } = apart(args, process.argv);
  if (words.length === 0 || words.length > 2)
    throw new PawlError(
      "usage",
      "say where to open it: pawl shell [RUN] PHASE, and after -- a command to run there",
    );
  const state = await openState();
  const { id, target } = await runAndTarget(state, words, "shell");
  const { run } = await loadRun(state, id);
  const place = placeOf(run, target);
  const env = environmentFor(state, run, place);
  if (command.length > 0) return (await start(command, place, env)) as ExitStatus;
  const { path, branch } = place.open;
  printNote(`this is ${oneLine(path)}, on branch ${branch}; exit leaves it`);
  await start([process.env["SHELL"] ?? "/bin/sh"], place, env);
  await tellLeft(state, id, target, path);
  return EXIT.completed;
}

/** What stands after `--` is the command; the parser takes the dashes away. */
function apart(
  args: readonly string[],
  argv: readonly string[],
): { readonly words: readonly string[]; readonly command: readonly string[] } {
  const at = argv.indexOf("--");
  const count = at === -1 ? 0 : argv.length - at - 1;
  return { words: args.slice(0, args.length - count), command: args.slice(args.length - count) };
}

/** The person's own, and over that what the phase's tasks have. */
function environmentFor(
  state: State,
  run: Run,
  { phase, open }: Place,
): Record<string, string | undefined> {
  const context = { folder: folderOfRun(state, run.id), host: process.env, evaluate };
  return {
    ...process.env,
    ...environmentOfPhase(run, phase, context),
    ...variablesOf(open),
    ...paramsOf(run),
    PAWL_RUN: run.id,
    PAWL_PHASE: phase.spec.id,
  };
}

async function start(
  [program = "/bin/sh", ...args]: readonly string[],
  { open }: Place,
  env: Record<string, string | undefined>,
): Promise<number> {
  const cwd = existsSync(open.cwd) ? open.cwd : open.path;
  // Ctrl-C is meant for what runs there.
  const ignore = (): void => {};
  process.on("SIGINT", ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn(program, args, { cwd, env, stdio: "inherit" });
      child.once("error", (error) =>
        reject(new PawlError("usage", `${program} cannot be started: ${error.message}`)),
      );
      child.once("close", (code) => resolve(code ?? EXIT.failed));
    });
  } finally {
    process.off("SIGINT", ignore);
  }
}

async function tellLeft(state: State, id: RunId, target: string, path: string): Promise<void> {
  const changed = await uncommitted(path);
  if (changed === 0) return;
  // What goes on meanwhile may have changed whose they are.
  const { run } = await loadRun(state, id);
  printNote(leftNote(run, placeOf(run, target).phase, changed));
}
