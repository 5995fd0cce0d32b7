import { Command, CommanderError } from "commander";
import { EXIT, PawlError } from "../core/error.ts";
import type { ExitStatus } from "../core/error.ts";

/** What a command's file gives: takes its arguments and options as commander read them, answers the exit status. */
type Action = (args: string[], options: Record<string, unknown>) => Promise<ExitStatus>;

interface Declared {
  readonly usage: string;
  readonly summary: string;
  readonly aliases?: readonly string[];
  readonly options?: readonly (readonly [flags: string, text: string])[];
  readonly load: () => Promise<Action>;
}

const JSON_OPTION = ["--json", "print one JSON document instead of text"] as const;
