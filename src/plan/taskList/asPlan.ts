import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { DOMAINS } from "../../core/routing.ts";
import { AGENTS_FOLDER } from "../agents/findAgent.ts";
import type { TaskList } from "./listed.ts";
import { projectCommands } from "../templates/projectCommands.ts";

/** The plan by which a list of tasks is run where nobody wrote one. */
export interface PlanOfList {
  readonly text: string;
  /** The folder in which it is run: that of the project. */
  readonly folder: string;
  /** What was assumed, a line each. */
  readonly notes: readonly string[];
  /** Why there is none: what is missing. */
  readonly problem?: { readonly code: string; readonly message: string; readonly hint: string };
}

/**
 * Writes the plan by which a PROGRESS.json is run: in the folder of its project, one task at a time unless the file
 * says how many; and the file is kept up to date.
 */
export function planOfProgress(
  path: string,
  { project, progress }: TaskList,
  agent: string | undefined,
): PlanOfList {
  const file = resolve(path);
  const folder = projectOf(file);
  const relativePath = relative(folder, file).split(sep).join("/");
  const from = JSON.stringify(relativePath);
  const text = [
    "pawl: 1",
    `name: ${JSON.stringify(project ?? `${basename(file)} of ${basename(folder)}`)}`,
    `concurrency: ${progress?.concurrency ?? 1}`,
    `mirror: { progress: ${from} }`,
    ...specialistsOf(folder, agent),
    `phases: { from: ${from}${agent === undefined ? "" : `, agent: ${JSON.stringify(agent)}`} }`,
    "",
  ].join("\n");
  return { text, folder, notes: notesOn(relativePath, folder, "", text) };
}

/** Where nobody is named who does the tasks, and there are specialists, they do them. */
const specialistsOf = (folder: string, agent: string | undefined): readonly string[] =>
  agent === undefined &&
  DOMAINS.some((each) => existsSync(join(folder, AGENTS_FOLDER, `l2-${each}-specialist.md`)))
    ? ["specialists: {}"]
    : [];

const notesOn = (from: string, folder: string, how: string, text: string): string[] => [
  `${from} is no plan; it is run in ${folder} as this one${how}:`,
  ...text
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`),
];

/** Writes the plan by which the list at a path is run: phases in worktrees, each task with a failing test first. */
export function planOfList(path: string, agent: string | undefined): PlanOfList {
  const file = resolve(path);
  const folder = projectOf(file);
  const from = relative(folder, file).split(sep).join("/");
  const { test, setup, by } = projectCommands(folder);
  const text = [
    "pawl: 1",
    `name: ${JSON.stringify(`${from} of ${basename(folder)}`)}`,
    setup === undefined
      ? "workspace: worktree"
      : `workspace: { mode: worktree, setup: ${JSON.stringify(setup)} }`,
    `defaults: { pipeline: { tdd: true, test: ${JSON.stringify(test ?? "")} } }`,
    ...specialistsOf(folder, agent),
    `phases: { from: ${JSON.stringify(from)}${agent === undefined ? "" : `, agent: ${JSON.stringify(agent)}`} }`,
    "",
  ].join("\n");
  if (test === undefined) return { text, folder, notes: [], problem: noTest(folder) };
  return { text, folder, notes: notesOn(from, folder, ` (commands found by ${by})`, text) };
}

const noTest = (folder: string): NonNullable<PlanOfList["problem"]> => ({
  code: "missing-test",
  message: `a list of tasks is built with a failing test first, and no command that runs tests was found in ${folder}`,
  hint: 'a "test" script in package.json is found, among others; or pawl init --template tdd writes a plan, in which "test" says it',
});

/** The folder of the repository around a file, or else the one above `docs`, or its own. */
function projectOf(file: string): string {
  for (let at = dirname(file); at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
  }
  const parts = dirname(file).split(sep);
  const docs = parts.lastIndexOf("docs");
  return docs > 0 ? parts.slice(0, docs).join(sep) : dirname(file);
}
