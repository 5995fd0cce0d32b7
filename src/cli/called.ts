import { COMMANDS } from "./declared.ts";
import { shellWord } from "../core/shellWords.ts";
import { howToCall } from "./demo/launched.ts";
import { withoutPassword } from "../core/withoutPassword.ts";

let flags = "";

/** Remembers the flags that every command of this place needs, as the person gave them; a password is left out. */
export function rememberFlags(directory: string | undefined, state: string | undefined): void {
  flags = [
    ...(directory === undefined ? [] : [` -C ${shellWord(directory)}`]),
    ...(state === undefined ? [] : [` --state ${shellWord(withoutPassword(state))}`]),
  ].join("");
}

const NAMES = COMMANDS.flatMap((each) => [each.name, ...(each.aliases ?? [])]).join("|");
const COMMAND = new RegExp(
  String.raw`(?<!npx |npx --prefix \S+ |[/\w-])pawl (?=(?:${NAMES})\b)`,
  "g",
);

/**
 * A text for a person in which commands are written as this person must type them: with `npx` where that is how
 * Pawl was started, and with the flags that were given. Everywhere else in the code they are just `pawl …`.
 */
export function asCalled(text: string): string {
  const program = process.env["npm_command"] === undefined ? "pawl" : howToCall();
  const call = `${program}${flags}`;
  return call === "pawl" ? text : text.replace(COMMAND, () => `${call} `);
}

/** A stream whose text is written so. */
export function streamAsCalled(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (text: string | Uint8Array, ...rest: []): boolean =>
    stream.write(typeof text === "string" ? asCalled(text) : text, ...rest);
  return new Proxy(stream, {
    get(target, name) {
      if (name === "write") return write;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
