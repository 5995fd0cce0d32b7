import type { Launch } from "../driver.ts";
import { promptWithSystem } from "./shared/launching.ts";

const PLACEHOLDER = /\{(prompt|prompt_file|model|session)\}/g;

/** Whether an argument of a command holds a placeholder. */
export const holds = (command: readonly string[], name: string): boolean =>
  command.some((argument) => argument.includes(`{${name}}`));

/**
 * A plan's command with its placeholders filled in, each within its argument: no shell reads it. What there is none of,
 * a model or a session, becomes empty; an argument that was nothing else is left out, and so is the option before it.
 */
export function commandOf(
  command: readonly string[],
  launch: Launch,
  promptFile = launch.promptFile,
): string[] {
  const { order } = launch;
  const values: Readonly<Record<string, string>> = {
    prompt: promptWithSystem(launch),
    prompt_file: promptFile,
    model: order.agent.model ?? "",
    session: order.resume?.session ?? "",
  };
  const filled: string[] = [];
  for (const argument of command) {
    const text = argument.replace(PLACEHOLDER, (_whole, name: string) => values[name]!);
    if (text !== "" || argument === "") filled.push(text);
    else if (filled.length > 1 && filled.at(-1)!.startsWith("-")) filled.pop();
  }
  return filled;
}
