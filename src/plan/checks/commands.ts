import { isAbsolute, resolve } from "node:path";
import { commandOf } from "../../core/plan.ts";
import type { Draft, EnvDraft, PhaseDraft, TaskDraft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { BUILTINS } from "../shell/names.ts";
import { scanShell } from "../shell/scan.ts";
import type { CommandUse, ShellScan } from "../shell/scan.ts";
import { inside } from "../syntax/inside.ts";
import { nearest } from "../suggest.ts";
import type { Found, Lookup } from "./systemLookup.ts";
import { checkVariables } from "./variables.ts";

/** Where a plan will be run, as far as that is looked at. */
export interface Surroundings {
  /** The plan's folder, absolute. */
  readonly folder: string;
  /** The PATH that commands are looked for on. */
  readonly path: string | undefined;
  readonly lookup: Lookup;
  /** The environment that Pawl runs in, where it may be looked at. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What POSIX shells look along where nobody says. */
export const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

interface Place {
  readonly draft: Draft;
  readonly phase: PhaseDraft;
  readonly task: TaskDraft;
  /** Nothing in the plan comes before it, so that nothing can have made a command for it. */
  readonly isFirst: boolean;
}

/** Commands that do not exist, and variables in them that nothing passes. */
export function checkCommands(
  draft: Draft,
  surroundings: Surroundings | undefined,
  findings: Findings,
): void {
  const scan = scanner();
  let isFirst = true;
  for (const phase of draft.phases) {
    for (const task of phase.tasks) {
      const place = { draft, phase, task, isFirst };
      const scanned = scan(commandOf(task.task) ?? "");
      if (surroundings) checkTask(place, scanned, surroundings, findings);
      if (scanned) checkVariables(place, scanned, findings);
      isFirst = false;
    }
  }
}

/** Plans are often generated, with the same few commands: each is read once, as long as there are few. */
function scanner(): (text: string) => ShellScan | undefined {
  const scans = new Map<string, ShellScan | undefined>();
  return (text) => {
    if (scans.has(text)) return scans.get(text);
    const scan = scanShell(text);
    if (scans.size < 500) scans.set(text, scan);
    return scan;
  };
}

function checkTask(
  place: Place,
  scan: ShellScan | undefined,
  surroundings: Surroundings,
  findings: Findings,
): void {
  const { task, draft, isFirst } = place;
  const cwd = task.task.cwd ?? draft.plan.defaults.cwd;
  const folder = resolve(surroundings.folder, cwd);
  const { lookup } = surroundings;
  if (!lookup.isFolder(folder)) {
    const message = `there is no folder ${quoted(cwd)} beside the plan`;
    if (task.cwd) report(isFirst, findings)(task.cwd, "unknown-folder", message);
    return;
  }
  if (!scan || !task.run) return;
  const search = { folder, path: pathOf(place, surroundings.path), lookup };
  let isEarlier = false;
  for (const use of scan.commands) {
    const found = look(use, scan, search);
    if (found !== undefined && found !== "command") {
      const certain = use.certain && !isEarlier && (isFirst || !use.word!.includes("/"));
      const message = explain(use.word!, found, cwd);
      const hint = (): string | undefined => advise(use.word!, found, search);
      report(certain, findings)(
        inside(task.run, use.at, findings.text),
        "unknown-command",
        message,
        hint,
      );
    }
    // What runs before in the same text may install what comes after.
    isEarlier ||= use.word === undefined || !BUILTINS.has(use.word);
  }
}

const report = (certain: boolean, findings: Findings): Findings["error"] =>
  certain ? findings.error.bind(findings) : findings.warn.bind(findings);

/** Where a task looks for its commands. */
interface Search {
  readonly folder: string;
  readonly path: string | undefined;
  readonly lookup: Lookup;
}

/** What is known of a command; undefined where nothing can be told. */
function look(
  use: CommandUse,
  scan: ShellScan,
  { folder, path, lookup }: Search,
): Found | undefined {
  const { word } = use;
  if (word === undefined || word === "" || BUILTINS.has(word) || scan.defined.has(word))
    return undefined;
  if (word.includes("/")) {
    return use.folderKnown || isAbsolute(word) ? lookup.at(resolve(folder, word)) : undefined;
  }
  if (scan.opaque || !use.pathKnown || path === undefined) return undefined;
  return lookup.onPath(word, path, folder);
}

/** The PATH of a task: the innermost that the plan sets; undefined where only the run can tell. */
function pathOf({ draft, phase, task }: Place, outer: string | undefined): string | undefined {
  const set = [task.env, phase.env, draft.env].map(pathIn).find((each) => each !== undefined);
  if (!set) return outer ?? DEFAULT_PATH;
  return typeof set.value === "string" ? set.value : undefined;
}

/** The PATH that is set among variables. */
export const pathIn = (env: readonly EnvDraft[]): EnvDraft | undefined =>
  env.find(({ name }) => name === "PATH");

function explain(word: string, found: Found, cwd: string): string {
  const name = quoted(word);
  if (found === "folder") return `${name} is a folder, not a command`;
  if (found === "not-executable") return `${name} is not executable`;
  if (!word.includes("/")) return `there is no command ${name} on the PATH`;
  return `there is no file ${name}${isAbsolute(word) || cwd === "." ? "" : ` in ${quoted(cwd)}`}`;
}

function advise(word: string, found: Found, { folder, path, lookup }: Search): string | undefined {
  if (found === "not-executable") return `chmod +x ${word}`;
  if (found !== "missing" || word.includes("/") || path === undefined) return undefined;
  if (lookup.at(resolve(folder, "node_modules/.bin", word)) === "command")
    return `"npx ${word}" runs the one in node_modules`;
  const near = nearest(word, lookup.namesOn(path, folder));
  return near === undefined ? undefined : `did you mean "${near}"?`;
}
