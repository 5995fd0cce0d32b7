import { createHash } from "node:crypto";
import { dirname, join, relative, resolve } from "node:path";
import type { PlanSource } from "../core/events.ts";
import type { Plan } from "../core/plan.ts";
import { readTextFile } from "./bytes.ts";
import { placeOfProgram } from "./checks/programs.ts";
import { checkDraft } from "./checks/checkDraft.ts";
import type { Surroundings } from "./checks/checkDraft.ts";
import { systemLookup } from "./checks/systemLookup.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { NamedFiles } from "./files/namedFiles.ts";
import { systemFiles } from "./files/systemFiles.ts";
import type { PlanFiles } from "./files/systemFiles.ts";
import { Findings } from "./findings.ts";
import type { PhaseDraft } from "./build/draft.ts";
import { draftOf } from "./build/draftOf.ts";
import { readText } from "./syntax/read.ts";
import { planOfList, planOfProgress } from "./taskList/asPlan.ts";
import type { PlanOfList } from "./taskList/asPlan.ts";
import { progressIn } from "./taskList/progress/progressIn.ts";
import { isTaskList } from "./taskList/isList.ts";

/** A plan file as it was read: the plan, unless something is wrong with it, and all that is to be said of it. */
export interface PlanReading {
  /** There unless one of the diagnostics is an error. */
  readonly plan?: Plan;
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the plan is from; its hash is of the file's bytes, and empty where the file could not be read. */
  readonly source: PlanSource;
  /** What the diagnostics' lines and columns refer to. */
  readonly text: string;
  /** The texts of other files that diagnostics are of, by their names in these. */
  readonly texts?: ReadonlyMap<string, string>;
  /** What was found of each phase, also where the plan is in error. */
  readonly phases: readonly PhaseReading[];
  /** What a person should know of what was made of lists of tasks, a line each. */
  readonly notes?: readonly string[];
}

export interface PhaseReading {
  /** As the author wrote it. */
  readonly name: string;
  /** Whether all that it depends on exists; undefined where it says nothing of that. */
  readonly dependencies?: boolean;
  /** Whether all its commands were found, as far as was looked. */
  readonly commands: boolean;
}

export interface ReadOptions {
  /** The environment in which commands will be looked for; that of this process unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether commands and folders are looked for on this machine. Default true. */
  readonly lookForCommands?: boolean;
  /** Who does the tasks of a list that is run as it stands, where the list names nobody who is there. */
  readonly agent?: string | undefined;
  /** Whether what a PROGRESS.json says is done is run all the same. */
  readonly fresh?: boolean;
}

export interface ParseOptions {
  /** The file's name in diagnostics. */
  readonly path: string;
  /** Of the bytes that the text was decoded from; worked out where it is not given. */
  readonly sha256?: string;
  /** How commands and folders are looked for; without it they are not. */
  readonly surroundings?: Surroundings;
  /** How files that the plan names are read; without it, naming one is an error. */
  readonly files?: PlanFiles;
  /** Whether what a list says is done is run all the same. */
  readonly fresh?: boolean | undefined;
}

/**
 * Reads a plan file, YAML or JSON, of Pawl's format or a workflow's, or a list of tasks, of which a plan is made.
 * Whatever is wrong is a diagnostic; it does not throw.
 */
export async function readPlan(path: string, options: ReadOptions = {}): Promise<PlanReading> {
  const file = await readTextFile(path);
  if ("problem" in file) {
    const place = { severity: "error", file: path, line: 0, column: 0 } as const;
    const diagnostics = [{ ...place, ...file.problem }];
    return { diagnostics, source: sourceOf(path, ""), text: "", phases: [] };
  }
  const progress = progressIn(path, file.text);
  if (progress)
    return readListed(path, file, options, planOfProgress(path, progress, options.agent));
  if (isTaskList(file.text))
    return readListed(path, file, options, planOfList(path, options.agent));
  return parseAt(path, file, options);
}

interface TextFile {
  readonly text: string;
  readonly sha256: string;
}

/** @param path where the text is, or would be */
function parseAt(
  path: string,
  { text, sha256 }: TextFile,
  { lookForCommands = true, env = process.env, fresh }: ReadOptions,
): PlanReading {
  const folder = dirname(resolve(path));
  const surroundings = { folder, path: env["PATH"], lookup: systemLookup(), env };
  return parsePlan(text, {
    path,
    sha256,
    files: systemFiles(folder),
    fresh,
    ...(lookForCommands ? { surroundings } : {}),
  });
}

/** A list of tasks, by the plan that is made of it. That plan is in no file: what is wrong with it is told of the list. */
function readListed(
  path: string,
  file: TextFile,
  options: ReadOptions,
  { text, folder, notes, problem }: PlanOfList,
): PlanReading {
  const source = { path: resolve(path), sha256: file.sha256, dir: folder };
  const place = { severity: "error", file: path, line: 0, column: 0 } as const;
  if (problem)
    return { diagnostics: [{ ...place, ...problem }], source, text: file.text, phases: [] };
  // Beside the project's files, so that these are called in diagnostics as the person calls them.
  const made = join(relative(process.cwd(), folder), "pawl.yaml");
  const reading = parseAt(made, { text, sha256: file.sha256 }, options);
  const { files } = reading.source;
  return {
    ...reading,
    text: file.text,
    source: { ...source, ...(files ? { files } : {}) },
    diagnostics: reading.diagnostics.map((each) =>
      each.file === made ? ofWhole(each, path) : each,
    ),
    notes: [...notes, ...(reading.notes ?? [])],
  };
}

/** The same, said of a file as a whole. */
function ofWhole(each: Diagnostic, file: string): Diagnostic {
  const { severity, code, message, hint } = each;
  const whole = { severity, code, file, line: 0, column: 0, message };
  return hint === undefined ? whole : { ...whole, hint };
}

/** The plan that a text says, without looking at anything but the text and what `options` give. */
export function parsePlan(text: string, options: ParseOptions): PlanReading {
  const { path, surroundings } = options;
  const sha256 = options.sha256 ?? createHash("sha256").update(text).digest("hex");
  const content = text.startsWith("\ufeff") ? text.slice(1) : text;
  const findings = new Findings(content, path);
  const root = readText(content, findings);
  const files = new NamedFiles(findings, options.files, dirname(resolve(path)));
  const draft = root && draftOf(root, { findings, files, fresh: options.fresh });
  if (draft) checkDraft(draft, surroundings, findings);
  else if (findings.errors === 0)
    findings.error(
      undefined,
      "file-empty",
      "this file is empty",
      "pawl init writes a plan to start from",
    );
  const gone = (draft?.agents ?? [])
    .filter((agent) => findings.has("unknown-command", placeOfProgram(agent)))
    .map((agent) => agent.name);
  const phases = draft?.phases.map((phase) => aboutPhase(phase, new Set(gone), findings)) ?? [];
  const source = {
    ...sourceOf(path, sha256),
    ...(files.list.length > 0 ? { files: files.list } : {}),
  };
  const texts = findings.texts();
  const reading = {
    diagnostics: findings.list(),
    source,
    text: content,
    phases,
    ...(texts.size > 0 ? { texts } : {}),
    ...(draft?.notes?.length ? { notes: draft.notes } : {}),
  };
  return draft && findings.errors === 0 ? { plan: draft.plan, ...reading } : reading;
}

/** Commands run in the folder of the file. */
const sourceOf = (path: string, sha256: string): PlanSource => ({
  path: resolve(path),
  sha256,
  dir: dirname(resolve(path)),
});

/** @param gone the agents whose programs are not there */
function aboutPhase(
  { name, needs, tasks }: PhaseDraft,
  gone: ReadonlySet<string>,
  findings: Findings,
): PhaseReading {
  const written = needs.filter((need) => !need.implied);
  const dependencies = written.every((need) => !findings.has("unknown-dependency", need.at));
  const commands = tasks.every(({ task, run, agent }) => {
    if (task.kind === "manual") return true;
    if (agent?.by) return !gone.has(String(agent.by.value));
    return run && !findings.has("unknown-command", run);
  });
  return written.length === 0 ? { name, commands } : { name, dependencies, commands };
}
