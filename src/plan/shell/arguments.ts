import type { Word } from "./words.ts";

interface Notes {
  readonly assigned: Set<string>;
  readonly defined: Set<string>;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Notes what the argument of a command sets or says to exist. */
export function noteArgument(command: string | undefined, word: Word, notes: Notes): void {
  switch (command) {
    case "export":
      // Without a value, an export gives none.
      if (word.assigns !== undefined) notes.assigned.add(word.assigns);
      return;
    case "readonly":
    case "local":
    case "declare":
    case "typeset":
    case "read":
    case "getopts":
    case "mapfile":
    case "readarray":
    case "printf":
    case "let": {
      const name = word.assigns ?? word.value ?? "";
      if (NAME.test(name)) notes.assigned.add(name);
      return;
    }
    case "alias":
      if (word.assigns !== undefined) notes.defined.add(word.assigns);
      return;
    case "command":
    case "type":
    case "which":
    case "hash":
      if (word.value !== undefined) notes.defined.add(word.value);
      return;
    default:
  }
}
