import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { bashCompletion } from "../completion/bash.ts";
import { fishCompletion } from "../completion/fish.ts";
import { completed, SHELLS } from "../completion/words.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { COMMANDS } from "../declared.ts";

const BY_SHELL = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `pawl completion SHELL`: made of the same table as the help, so that it cannot fall behind. */
export async function completion(args: readonly string[]): Promise<ExitStatus> {
  const shell = SHELLS.find((each) => each === args[0]);
  if (!shell) {
    throw new PawlError(
      "usage",
      `no completion for "${args[0]}"; there is one for ${SHELLS.join(", ")}`,
    );
  }
  process.stdout.write(BY_SHELL[shell](COMMANDS.map(completed)));
  return EXIT.completed;
}
