import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { didYouMean } from "../../plan/suggest.ts";
import { KINDS } from "../../plan/templates/project.ts";
import { ISOLATED_AGENTS } from "../../plan/templates/isolated.ts";
import { TEMPLATES, writePlan } from "../../plan/templates/templates.ts";
import type { Options } from "../declared.ts";
import { printJson, printLines } from "../print.ts";
import { howToCall, shellWord } from "../demo/launched.ts";

/** As declared; what has a default is there. */
interface InitOptions {
  readonly template: string;
  readonly kind?: string;
  readonly agent?: string;
  readonly output: string;
  readonly force?: boolean;
}

/** `pawl init`: writes a plan that runs as it is, and says what to do with it. */
export async function init(_args: readonly string[], options: Options): Promise<ExitStatus> {
  const {
    template: name,
    kind: asked,
    agent: whom,
    output,
    force,
  } = options as unknown as InitOptions;
  const template = oneOf("--template", name, TEMPLATES);
  const kind =
    asked === undefined ? undefined : oneOf("--kind", asked, [...KINDS, "none"] as const);
  const agent = whom === undefined ? undefined : oneOf("--agent", whom, ISOLATED_AGENTS);
  if (agent !== undefined && template !== "isolated") {
    const instead = `pawl init -t isolated --agent ${agent}`;
    throw new PawlError("usage", `--agent is for the template isolated: ${instead}`);
  }
  if (kind !== undefined && template !== "commands") {
    const instead = `pawl init -t commands --kind ${kind}`;
    throw new PawlError("usage", `--kind is for the template commands: ${instead}`);
  }
  const written = writePlan(template, dirname(output), {
    file: basename(output),
    kind,
    ...(agent === undefined ? {} : { agent }),
  });
  const beside = Object.entries(written.files ?? {});
  write(output, written.text, force === true);
  const others = beside.map(([path, text]) => {
    const file = join(dirname(output), path);
    write(file, text, false);
    return file;
  });
  if (options["json"]) {
    printJson({
      file: output,
      template,
      ...(written.kind === undefined ? {} : { kind: written.kind }),
      ...(written.agent === undefined ? {} : { agent: written.agent }),
      ...(others.length === 0 ? {} : { others }),
    });
    return EXIT.completed;
  }
  const what = [
    template,
    written.kind && `for ${kindText(written.kind)}`,
    written.agent && `with ${written.agent} agents`,
  ]
    .filter(Boolean)
    .join(", ");
  printLines([
    `wrote ${output} (${what})`,
    ...others.map((file) => `wrote ${file} (a sample, to be replaced by your own)`),
    "",
    `  ${howToCall()} validate ${shellWord(output)}   looks for mistakes`,
    `  ${howToCall()} run ${shellWord(output)}        runs it`,
  ]);
  return EXIT.completed;
}

const kindText = (kind: string): string =>
  kind === "none" ? "no kind of project in particular: it has places to fill" : `a ${kind} project`;

function oneOf<T extends string>(flag: string, text: string, known: readonly T[]): T {
  const found = known.find((each) => each === text);
  if (found !== undefined) return found;
  const hint = didYouMean(text, known, "there is");
  throw new PawlError(
    "usage",
    `${flag} does not know "${text}"${hint === undefined ? "" : `; ${hint}`}`,
  );
}

/** Never replaces a file unasked, not even one that appeared a moment ago. */
function write(path: string, text: string, force: boolean): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: force ? "w" : "wx" });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST" && existsSync(path))
      throw new PawlError(
        "usage",
        `${path} is there already; --force replaces it, -o FILE writes another`,
        { cause },
      );
    throw new PawlError("usage", `${path} cannot be written: ${(cause as Error).message}`, {
      cause,
    });
  }
}
