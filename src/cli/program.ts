import { Command, CommanderError } from "commander";
import { EXIT, PawlError } from "../core/error.ts";
import type { ExitStatus } from "../core/error.ts";
import { asCalled, rememberFlags } from "./called.ts";
import { COMMANDS, textOf } from "./declared.ts";
import type { Declared, Options } from "./declared.ts";
import { onOutputError } from "./output.ts";
import { severalValues } from "./severalValues.ts";

/** Reads the command line, calls the command and answers the exit status. Errors are printed here and nowhere else. */
export async function main(argv: readonly string[], version: string): Promise<ExitStatus> {
  process.stdout.on("error", onOutputError);
  process.stderr.on("error", () => undefined);
  const program = new Command("pawl")
    .description("Takes a plan of phases and tasks, and drives it. Kill it anywhere; it goes on.")
    .version(version, "-V, --version")
    .option("-C, --directory <folder>", "work as if started there")
    .option(
      "--state <store>",
      "json, sqlite or redis://host:port/db, or with a place: sqlite:file.db",
    )
    .showHelpAfterError("(pawl help says what there is)")
    .showSuggestionAfterError()
    .hook("preAction", (command) => prepare(command.opts()))
    .exitOverride();
  let status: ExitStatus = EXIT.completed;
  for (const declared of COMMANDS) declare(program, declared, (exit) => (status = exit));
  try {
    await program.parseAsync(severalValues(argv), { from: "user" });
    return status;
  } catch (error) {
    return report(error, argv.includes("--json"));
  }
}

function declare(program: Command, declared: Declared, done: (exit: ExitStatus) => void): void {
  const command = program.command(
    declared.args ? `${declared.name} ${declared.args}` : declared.name,
  );
  command.description(declared.summary).aliases([...(declared.aliases ?? [])]);
  for (const [flags, text, fallback] of declared.options ?? [])
    command.option(flags, text, fallback);
  command.action(async (...received: unknown[]) => {
    const args = received
      .slice(0, -2)
      .flat()
      .filter((each) => typeof each === "string");
    checkFormat(received.at(-2) as Options);
    const action = await declared.load();
    try {
      done(await action(args, received.at(-2) as Options));
    } finally {
      // A connection that is left open would keep the process alive.
      await (await import("./state.ts")).closeStores();
    }
  });
}

/** What holds for every command: where it works, and in which store. */
function prepare(options: Options): void {
  const { directory: folder, state } = options;
  rememberFlags(textOf(options, "directory"), textOf(options, "state"));
  if (typeof state === "string") process.env["PAWL_STATE"] = state;
  if (typeof folder === "string") workIn(folder);
  else checkFolder();
}

function workIn(folder: string): void {
  try {
    process.chdir(folder);
  } catch (cause) {
    throw new PawlError("usage", `there is no folder ${folder} to work in`, { cause });
  }
}

function checkFolder(): void {
  try {
    process.cwd();
  } catch (cause) {
    const text = "the folder that you are in is not there any more; go to another (cd)";
    throw new PawlError("usage", text, { cause });
  }
}

function checkFormat({ format }: Options): void {
  if (format === undefined || format === "seed") return;
  throw new PawlError("usage", `--format takes seed, not "${textOf({ format }, "format") ?? ""}"`);
}

function report(error: unknown, asJson: boolean): ExitStatus {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.completed;
    if (asJson) printError("usage", error.message.replace(/^error: /, ""));
    return EXIT.usage;
  }
  if (!(error instanceof PawlError)) throw error;
  if (asJson) printError(error.code, error.message);
  else process.stderr.write(`pawl: ${asCalled(error.message)}\n`);
  return error.exit;
}

const printError = (code: string, message: string): void =>
  void process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
