import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { DriverName } from "../../core/agent.ts";
import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { shellWord } from "../../core/shellWords.ts";
import { didYouMean } from "../../plan/suggest.ts";
import { isOwnProject } from "../../plan/templates/discovery.ts";
import { KINDS } from "../../plan/templates/project.ts";
import { TEMPLATE_AGENTS } from "../../plan/templates/roles.ts";
import { ownProgress } from "../../plan/templates/specialists.ts";
import { needsRealAgent } from "../../plan/templates/tdd.ts";
import { TEMPLATES, writePlan } from "../../plan/templates/templates.ts";
import type { TemplateName } from "../../plan/templates/templates.ts";
import type { Options } from "../declared.ts";
import { printJson, printLines } from "../print.ts";
import { howToCall } from "../demo/launched.ts";
import { isFresh, makeRepository, needCommit, repositoryAt } from "../init/repository.ts";

/** Templates that can be written for one agent or another. */
const WITH_AGENTS: readonly TemplateName[] = ["isolated", "tdd", "discovery", "specialists"];

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
  if (agent !== undefined && !WITH_AGENTS.includes(template)) {
    const instead = `pawl init -t isolated --agent ${agent}`;
    const others = WITH_AGENTS.join(", ").replace(/, ([^,]*)$/, " and $1");
    throw new PawlError("usage", `--agent is for the templates ${others}: ${instead}`);
  }
  const fresh = WITH_AGENTS.includes(template) && (await isFresh(dirname(output)));
  if (!fresh) await checkPlace(template, dirname(output), agent);
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
  const next = await nextStep(template, [output, ...others], fresh);
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
    ...(next.made ? ["made a git repository of it, with all of this as its first commit"] : []),
    "",
    ...(next.commit === undefined ? [] : [`  ${next.commit}   worktrees begin from a commit`]),
    `  ${howToCall()} validate ${shellWord(output)}   looks for mistakes`,
    `  ${howToCall()} run ${shellWord(output)}        runs it`,
  ]);
  return EXIT.completed;
}

/** Templates that work in worktrees need a commit, and somebody who knows what there is to be done. */
async function checkPlace(
  template: TemplateName,
  folder: string,
  agent: DriverName = "scripted",
): Promise<void> {
  if (template === "tdd") {
    await needCommit(folder, template);
    if (agent !== "scripted" || !needsRealAgent(folder)) return;
    const message = `${join(folder, "docs/office/tasks.yaml")} is your own, and the scripted agents know the sample's tasks only`;
    throw new PawlError("usage", `${message}: pawl init -t tdd --agent claude`);
  }
  if (template === "specialists") {
    await needCommit(folder, template);
    const own = ownProgress(folder);
    if (agent !== "scripted" || own === undefined) return;
    const message = `${join(folder, own)} is your own, and the scripted agents know the sample's tasks only`;
    throw new PawlError("usage", `${message}: pawl init -t specialists --agent claude`);
  }
  if (template !== "discovery" || !isOwnProject(folder)) return;
  await needCommit(folder, template);
  if (agent !== "scripted") return;
  const message = `there is a project in ${resolve(folder)}, and the scripted agents know the sample only`;
  throw new PawlError("usage", `${message}: pawl init -t discovery --agent claude`);
}

/**
 * Samples are worked on in worktrees, which begin from a commit: where there is nothing else, a repository is made of
 * them; in one that is there, the person commits what `discovery` is to work on.
 */
async function nextStep(
  template: TemplateName,
  written: readonly string[],
  fresh: boolean,
): Promise<{ readonly made?: true; readonly commit?: string }> {
  const folder = dirname(written[0]!);
  if (!WITH_AGENTS.includes(template) || written.length === 1) return {};
  if (!fresh && template !== "discovery") return {};
  if ((await repositoryAt(folder)) !== "none")
    return { commit: `git add ${written.map(shellWord).join(" ")} && git commit -m sample` };
  await makeRepository(
    folder,
    written.map((each) => relative(folder, each)),
  );
  return { made: true };
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
