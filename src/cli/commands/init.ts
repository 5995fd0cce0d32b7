import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { DriverName } from "../../core/agent.ts";
import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { git } from "../../git/git.ts";
import { didYouMean } from "../../plan/suggest.ts";
import { KINDS } from "../../plan/templates/project.ts";
import { TEMPLATE_AGENTS } from "../../plan/templates/roles.ts";
import { needsRealAgent } from "../../plan/templates/tdd.ts";
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
  const agent = whom === undefined ? undefined : oneOf("--agent", whom, TEMPLATE_AGENTS);
  if (agent !== undefined && template !== "isolated" && template !== "tdd") {
    const instead = `pawl init -t isolated --agent ${agent}`;
    throw new PawlError("usage", `--agent is for the templates isolated and tdd: ${instead}`);
  }
  if (template === "tdd") await checkForTdd(dirname(output), agent);
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

async function checkForTdd(folder: string, agent: DriverName | undefined): Promise<void> {
  await needCommit(folder);
  if ((agent ?? "scripted") === "scripted" && needsRealAgent(folder)) {
    const message = `${join(folder, "docs/office/tasks.yaml")} is your own, and the scripted agents know the sample's tasks only`;
    throw new PawlError("usage", `${message}: pawl init -t tdd --agent claude`);
  }
}

/** Worktrees begin from a commit. */
async function needCommit(folder: string): Promise<void> {
  const why = "the template tdd works in git worktrees";
  const cwd = resolve(folder);
  const ask = { cwd, maySayNo: 128 };
  // A folder that is not there yet will be in the repository of the one above it.
  if (!existsSync(cwd)) return needCommit(dirname(cwd));
  const inside = (await git(["rev-parse", "--git-dir"], ask)).toString().trim();
  if (inside === "")
    throw new PawlError("usage", `${why}, and ${cwd} is in no repository: ${BEGIN}`);
  const head = (
    await git(["rev-parse", "-q", "--verify", "HEAD"], { cwd, maySayNo: true })
  ).toString();
  if (head.trim() === "")
    throw new PawlError(
      "usage",
      `${why}, and the repository has no commit yet: git commit --allow-empty -m begin`,
    );
}

const BEGIN = "git init && git commit --allow-empty -m begin";

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
