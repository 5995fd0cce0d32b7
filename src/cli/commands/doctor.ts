import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { Options } from "../declared.ts";
import type { Check, Verdict } from "../doctor/check.ts";
import { worst } from "../doctor/check.ts";
import { diskChecks } from "../doctor/disk.ts";
import { ignoredChecks } from "../doctor/ignored.ts";
import { programChecks } from "../doctor/programs.ts";
import { runChecks } from "../doctor/runs.ts";
import { worktreeChecks } from "../doctor/worktrees.ts";
import { colors, printJson, printLines } from "../print.ts";
import { openState } from "../state.ts";

/** `pawl doctor`: what this machine and this folder have, what is missing, and what to do about it. */
export async function doctor(_args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const checks = [
    ...programChecks(),
    ...diskChecks(state.folder),
    ...ignoredChecks(state.folder),
    ...(await worktreeChecks(state)),
    ...(await runChecks(state)),
  ];
  const verdict = worst(checks);
  if (options["json"]) printJson({ verdict, checks });
  else printLines([...checks.flatMap(linesOf), "", SENTENCES[verdict]]);
  return verdict === "problem" ? EXIT.failed : EXIT.completed;
}

const SENTENCES: Readonly<Record<Verdict, string>> = {
  ok: "all is well",
  warning: "it works; see the warnings",
  problem: "something must be put right first; see the problems",
};

function linesOf({ name, verdict, text, fix }: Check): string[] {
  const paint = { ok: colors().green, warning: colors().yellow, problem: colors().red }[verdict];
  const line = `${paint(verdict.padEnd(7))}  ${name}: ${text}`;
  return fix === undefined ? [line] : [line, `         → ${fix}`];
}
