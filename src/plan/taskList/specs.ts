import { dirname, join } from "node:path";
import type { Pipeline } from "../../core/pipeline.ts";
import type { Around } from "../build/namedText.ts";
import type { Node } from "../syntax/tree.ts";
import type { Listed, ListedPhase } from "./listed.ts";
import { sectionOf } from "./section.ts";

/** Where specifications of phases are, unless the plan says otherwise. */
export const SPEC_FOLDER = "spec";

/** The one file in which the older form of such a list has its specification, beside the list. */
const OLDER = "05-implementation-spec.md";

/** Finds the specification of each phase, and the part of it that a task is about. */
export class Specs {
  readonly #around: Around;
  readonly #list: string;
  readonly #folder: string;
  readonly #at: Node;
  readonly #isNamed: boolean;

  /**
   * @param list the path of the list of tasks
   * @param named the folder, or the one file, that the plan names for them, if it does; `at`: where it names the list
   */
  constructor(
    list: string,
    named: { readonly path: string; readonly at: Node } | undefined,
    at: Node,
    around: Around,
  ) {
    this.#around = around;
    this.#list = list;
    this.#folder = named?.path ?? SPEC_FOLDER;
    this.#at = named?.at ?? at;
    this.#isNamed = named !== undefined;
  }

  /** The path of a phase's specification; `number` is its place in the list, from 1. */
  fileOf(phase: ListedPhase, number: number): string | undefined {
    const { files } = this.#around;
    if (this.#folder.endsWith(".md")) return this.#folder;
    const folder = folderOf(phase, number, files.names(this.#folder));
    if (folder !== undefined) return join(this.#folder, folder, "spec.md");
    const older = join(dirname(this.#list), OLDER);
    return !this.#isNamed && files.exists(older) ? older : undefined;
  }

  /** The part that a task is about: that under the heading that contains its id, or else the whole. */
  partOf(task: Listed, file: string): Pipeline["spec"] {
    const text = this.#around.files.read(file, this.#at)?.text;
    if (text === undefined) return undefined;
    const section = sectionOf(text, [...new Set([task.name, task.id])]);
    return section === undefined
      ? {
          text: text.trim(),
          source: `${file}, the whole file: no heading of it contains ${task.name}`,
        }
      : { text: section, source: `${file}, under the heading that contains ${task.name}` };
  }
}

/** `phase_1_project_setup` is that of a phase of this name, or else of the first phase. */
function folderOf(
  phase: ListedPhase,
  number: number,
  names: readonly string[],
): string | undefined {
  const folders = names.flatMap((name) => {
    const [, digits, rest] = /^phase[_-](\d+(?:\.\d+)*)(?:[_-](.*))?$/i.exec(name) ?? [];
    return digits === undefined ? [] : [{ name, digits, word: wordOf(rest ?? "") }];
  });
  const words = [phase.name, phase.id, phase.title ?? ""].map(wordOf).filter((each) => each !== "");
  const own = /^(?:phase[_-]?)?(\d+(?:\.\d+)*)(?![\d.])/i.exec(phase.name)?.[1];
  return (
    folders.find(({ word }) => words.includes(word)) ??
    folders.find(({ name }) => wordOf(name) === wordOf(phase.name)) ??
    folders.find(({ digits }) => digits === (own ?? String(number)))
  )?.name;
}

const wordOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "");
