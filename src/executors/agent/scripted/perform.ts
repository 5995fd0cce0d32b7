import type { Step, StepValues } from "../../../core/script.ts";
import { Stop } from "./actor.ts";
import type { Actor } from "./actor.ts";
import { expectPrompt, fail, hang, ignoreSignals, result, sleep, usage } from "./behaviour.ts";
import { fork, run } from "./commands.ts";
import { fill } from "./fill.ts";
import { edit, remove, write } from "./files.ts";
import { ask, flag, progress, read, report, review, submit } from "./reporting.ts";
import { workers } from "./workers.ts";

type Variables = Readonly<Record<string, string>>;

type Performers = {
  readonly [Name in keyof StepValues]: (
    actor: Actor,
    value: StepValues[Name],
    variables: Variables,
  ) => void | Promise<void>;
};

const PERFORMERS: Performers = {
  say: (actor, text) => actor.say(text),
  result,
  write,
  edit,
  delete: remove,
  run,
  review,
  submit,
  report,
  flag,
  ask,
  progress,
  read,
  sleep: (_actor, value) => sleep(value),
  fail: (_actor, value) => fail(value),
  hang,
  ignore_signals: (_actor, signals) => ignoreSignals(signals),
  fork,
  usage,
  exit: (_actor, code) => {
    throw new Stop(undefined, "", code);
  },
  workers,
  expect_prompt: expectPrompt,
};

/** Shell text is left as it stands: there the shell itself puts variables in. */
const SHELL: ReadonlySet<keyof StepValues> = new Set(["run", "fork"]);

/** Does one step of a script that fits its schema; throws a `Stop` where the script ends with it. */
export async function perform(actor: Actor, step: Step, variables: Variables): Promise<void> {
  if (step === "hang") return hang();
  for (const name of Object.keys(step) as (keyof StepValues)[]) {
    const performer = PERFORMERS[name] as Performers["say"];
    const value = step[name] as string;
    const given = { ...variables, prompt: actor.prompt, workers: actor.workers };
    await performer(actor, SHELL.has(name) ? value : fill(value, given), variables);
  }
}
