import type { Declared } from "../declared.ts";

/** What the value of an option or an argument can be completed with. */
export type Kind = "run" | "task" | "phase" | "file" | "folder" | "shell" | "format" | "other";

export interface Flag {
  /** `-f`, `--follow`. */
  readonly names: readonly string[];
  readonly text: string;
  /** What it takes; nothing where it is a switch. */
  readonly takes?: { readonly name: string; readonly kind: Kind };
}

/** A command as a completion sees it. */
export interface Completed {
  /** Its name, and its aliases. */
  readonly names: readonly string[];
  readonly text: string;
  readonly flags: readonly Flag[];
  readonly args: readonly { readonly name: string; readonly kind: Kind }[];
}

export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Words for the kinds that are always the same. */
export const CHOICES: Partial<Record<Kind, readonly string[]>> = {
  shell: SHELLS,
  format: ["seed"],
};

const HELP: Flag = { names: ["-h", "--help"], text: "say what it does" };

export const completed = (command: Declared): Completed => ({
  names: [command.name, ...(command.aliases ?? [])],
  text: command.summary,
  flags: [...(command.options ?? []).map(([flags, text]) => flagOf(flags, text)), HELP],
  args: [...(command.args ?? "").matchAll(/[<[]([\w-]+)/g)].map(([, name]) => valueOf(name!)),
});

function flagOf(flags: string, text: string): Flag {
  const names = flags.match(/(?<![\w<-])--?[\w-]+/g) ?? [];
  const value = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1];
  return { names, text, ...(value === undefined ? {} : { takes: valueOf(value) }) };
}

const valueOf = (name: string): { name: string; kind: Kind } => ({
  name,
  kind: KINDS[name] ?? "other",
});

const KINDS: Readonly<Record<string, Kind>> = {
  run: "run",
  task: "task",
  target: "task",
  phase: "phase",
  gate: "phase",
  plan: "file",
  file: "file",
  folder: "folder",
  shell: "shell",
  format: "format",
};
