import type { Run } from "../../core/run.ts";
import type { Asking } from "../../views/asking.ts";
import { safeText } from "../../views/safeText.ts";

/** The document that `pawl answer --json` prints where no text is given. */
export interface AskingView {
  readonly run: string;
  readonly status: Run["status"];
  readonly asking: readonly Asking[];
}

export const askingView = (run: Run, asking: readonly Asking[]): AskingView => ({
  run: run.id,
  status: run.status,
  asking,
});

/** What is asked, and what to type to answer it. */
export function askingText(run: Run, asking: readonly Asking[]): string[] {
  if (asking.length === 0) return [`nothing is asked in run ${run.id}, which is ${run.status}`];
  return asking.flatMap((each, at) => [
    ...(at === 0 ? [] : [""]),
    ...questionLines(each),
    `  ${each.command}`,
  ]);
}

/** `build/code asks (attempt 2, question):` and under it what it asks. */
export const questionLines = ({ name, attempt, flags }: Asking): string[] =>
  flags.flatMap((flag) => [
    `${name} asks (attempt ${attempt}, ${safeText(flag.type)}):`,
    ...safeText(flag.text)
      .trimEnd()
      .split("\n")
      .map((line) => `  | ${line}`.trimEnd()),
  ]);
