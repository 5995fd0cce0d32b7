import type { Span } from "../diagnostic.ts";
import { CommandReader } from "./commands.ts";
import { Beyond } from "./words.ts";

/** What can be told of a shell text without running it. Places count from its beginning. */
export interface ShellScan {
  /** The commands of its own it names, in order; built-ins of the shell are among them. */
  readonly commands: readonly CommandUse[];
  /** Variables that it reads and that should have a value: `${X:-…}` is content without one. */
  readonly reads: readonly VariableRead[];
  /** Names of variables that it sets itself, anywhere. */
  readonly assigned: ReadonlySet<string>;
  /** Names that are commands because it says so itself, or that it asks about. */
  readonly defined: ReadonlySet<string>;
  /** It reads in other text, which may define anything. */
  readonly opaque: boolean;
}

export interface CommandUse {
  /** Undefined where only the run can tell which command this is. */
  readonly word: string | undefined;
  readonly at: Span;
  /** It is run whatever happens before it, and nothing is ready for it to be missing. */
  readonly certain: boolean;
  /** The working folder is the one that the text began in. */
  readonly folderKnown: boolean;
  /** PATH is what it was when the text began. */
  readonly pathKnown: boolean;
}

export interface VariableRead {
  readonly name: string;
  readonly at: Span;
}

/**
 * Reads a shell text as far as POSIX goes. Of a text that goes beyond, nothing is told: it is better to
 * miss a missing command than to complain of one that is there.
 */
export function scanShell(text: string): ShellScan | undefined {
  const reader = new CommandReader(text);
  try {
    reader.readList("end");
    return reader;
  } catch (error) {
    if (error === Beyond) return undefined;
    throw error;
  }
}
