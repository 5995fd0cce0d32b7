import { join } from "node:path";
import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { shellWord } from "../../core/shellWords.ts";
import { jsonStore } from "../../stores/json/store.ts";
import type { Options } from "../declared.ts";
import { howToCall } from "../demo/launched.ts";
import { makeRepository } from "../demo/repository.ts";
import { columns, printLines } from "../print.ts";
import type { State } from "../state.ts";
import { startPlan } from "./run.ts";

/** Seconds that each step takes longer under `--slow`. */
const SLOW_PAUSE = 3;

/** `pawl demo`: makes a small git repository, takes it through five phases, and says what to try next. */
export async function demo(_args: readonly string[], options: Options): Promise<ExitStatus> {
  const slow = options["slow"] === true;
  const { dir } = options;
  const folder = makeRepository(typeof dir === "string" ? dir : undefined);
  const call = callIn(folder);
  const say = options["json"] === true ? (): void => undefined : printLines;
  say([
    `A small library with an issue, in a git repository of its own: ${folder}`,
    `Its plan, ${join(folder, "pawl.yaml")}, fixes the issue in five phases.`,
    "",
    ...(slow ? killText(call) : []),
  ]);
  const state: State = { folder: join(folder, ".pawl"), store: jsonStore(join(folder, ".pawl")) };
  const given = slow ? { param: [`pause=${SLOW_PAUSE}`] } : {};
  const status = await startPlan(state, join(folder, "pawl.yaml"), {
    ...given,
    live: options["live"],
    json: options["json"],
  });
  say([
    "",
    ...(status === EXIT.completed ? madeText(folder) : []),
    ...nextText(folder, call, status, slow),
  ]);
  return status;
}

/** How the person calls Pawl for the repository from where they are. */
const callIn = (folder: string): string => `${howToCall()} -C ${shellWord(folder)}`;

const killText = (call: string): string[] => [
  "It takes its time, so that you can kill it in the middle. From another terminal, in this folder:",
  "",
  `  kill -9 ${process.pid}`,
  `  ${call} resume`,
  "",
];

const madeText = (folder: string): string[] => [
  "What was made:",
  ...columns(
    [
      [join(folder, "reports/summary.md"), "what was done; beside it what each phase delivered"],
      [join(folder, "src/tally.js"), "fixed, tested, committed and merged"],
      [join(folder, ".pawl"), "the journal of the run, and what each attempt wrote"],
    ],
    "  ",
  ),
  "",
];

function nextText(folder: string, call: string, status: ExitStatus, slow: boolean): string[] {
  const onPath = howToCall() === "pawl";
  const here = onPath ? "pawl" : call;
  const rows = [
    ...(onPath ? [[`cd ${shellWord(folder)}`, ""]] : []),
    ...(status === EXIT.completed ? [] : [[`${here} resume`, "goes on with it"]]),
    [`${here} status`, "the phases and tasks of the run"],
    [`${here} logs`, "what the tasks wrote"],
    [`${here} metrics`, "where the time went"],
    [`git -C ${shellWord(folder)} show`, "the fix that it committed"],
    ...(slow
      ? []
      : [[`${howToCall()} demo --slow`, "slow enough to kill -9 it in the middle, and resume"]]),
  ];
  return ["What to try next:", ...columns(rows, "  ")];
}
