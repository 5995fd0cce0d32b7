import { parseDuration } from "../../../core/duration.ts";
import type { StepValues } from "../../../core/script.ts";
import { Stop, tell } from "./actor.ts";
import type { Actor } from "./actor.ts";
import { endCommands } from "./commands.ts";

/** What a step that stands for a model or for a misbehaving program does. */

export function result(actor: Actor, value: StepValues["result"]): void {
  const given = typeof value === "string" ? { text: value } : value;
  const { text = actor.said, structured } = given;
  tell({ type: "result", text, ...(structured !== undefined && { structured }) });
  actor.finished = true;
}

export function fail(value: StepValues["fail"]): never {
  const until = value.until === undefined ? undefined : Date.parse(value.until);
  const after = value.after === undefined ? undefined : Date.now() + parseDuration(value.after)!;
  const kind = value.class === "auth" ? "fatal" : value.class;
  throw new Stop(kind, value.message ?? MESSAGES[value.class], 1, until ?? after);
}

const MESSAGES: Readonly<Record<StepValues["fail"]["class"], string>> = {
  transient: "the model's service answered with status 500",
  "rate-limited": "the usage limit is reached",
  auth: "not signed in: the model's service answered with status 401",
  fatal: "it cannot go on",
};

/** Ends never, and tells nothing. */
export const hang = (): Promise<never> =>
  new Promise(() => {
    setInterval(() => {}, 0x7fffffff);
  });

export const sleep = (value: StepValues["sleep"]): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, parseDuration(value));
  });

export function ignoreSignals(signals: StepValues["ignore_signals"]): void {
  for (const signal of signals) {
    process.removeAllListeners(`SIG${signal}`);
    process.on(`SIG${signal}`, () => {});
  }
}

/** What it does when it is asked to stop: it ends its command and itself. */
export function obeySignals(): void {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.on(signal, () => {
      endCommands();
      process.exit(code);
    });
  }
}

export function expectPrompt(actor: Actor, value: StepValues["expect_prompt"]): void {
  for (const text of listOf(value.contains)) {
    if (!actor.prompt.includes(text)) {
      throw new Stop("fatal", `the prompt does not hold ${JSON.stringify(text)}`);
    }
  }
  for (const text of listOf(value.not_contains)) {
    if (actor.prompt.includes(text)) {
      throw new Stop("fatal", `the prompt holds ${JSON.stringify(text)}, and must not`);
    }
  }
}

export const listOf = (texts: string | readonly string[] = []): readonly string[] =>
  typeof texts === "string" ? [texts] : texts;

export function usage(actor: Actor, value: StepValues["usage"]): void {
  actor.count({
    model: value.model ?? actor.start.model ?? "scripted",
    inputTokens: value.input,
    cachedInputTokens: value.cached ?? 0,
    outputTokens: value.output,
    ...(value.cost !== undefined && { costUsd: value.cost }),
  });
}
