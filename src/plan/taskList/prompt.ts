import { asMap, get } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";
import { scalarText, filled, textsUnder, under } from "./entry.ts";
import type { Findings } from "../findings.ts";
import type { Listed, ListedPhase } from "./listed.ts";

/** What a task of a list asks for. */
export interface Asked {
  /** In one line. */
  readonly description: string;
  readonly prompt: string;
  /** What the entry itself says, beyond that line. */
  readonly text: string;
  readonly acceptance: readonly string[];
  readonly files: readonly string[];
}

const LONGEST = 200;

/** The texts of a task. Nothing in them is an expression: they are no plan's. */
export function asked(task: Listed, phase: ListedPhase, findings: Findings): Asked {
  const { map } = task;
  const title = firstText(map, ["title", "name", "subject"], findings);
  const text = firstText(map, ["description", "objective", "goal"], findings);
  const description = cut((title ?? text ?? task.name).split("\n")[0]!.trim());
  const more = text !== undefined && text !== description ? [text] : [];
  const files = filesOf(task, findings);
  const about = files.length === 0 ? [] : [`Files that it is about: ${files.join(", ")}.`];
  const name = phase.title ?? phase.name;
  const own = [...more, ...besides(map, findings)];
  const words = [
    ...own,
    `This is the task ${task.name} of ${name}. Do all that it asks for, and nothing beyond it.`,
    ...about,
  ];
  return {
    description,
    prompt: plain(words.join("\n\n")),
    text: own.join("\n\n"),
    acceptance: criteria(map, findings),
    files,
  };
}

function firstText(map: MapNode, keys: readonly string[], findings: Findings): string | undefined {
  for (const key of keys) {
    const text = scalarText(filled(map, key), findings);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** What else an entry says: details and notes, its points and parts, and the command by which it is tested. */
function besides(map: MapNode, findings: Findings): string[] {
  const texts = ["details", "notes"].flatMap((key) => textsUnder(filled(map, key), findings));
  const points = textsUnder(filled(map, "checklist"), findings).map((each) => `- ${each}`);
  const parts = partsOf(map, findings);
  const testing = asMap(get(map, "testing"));
  const command = testing && scalarText(filled(testing, "command"), findings);
  return [
    ...texts,
    ...(points.length === 0
      ? []
      : [`Its points, those that are done ticked:\n${points.join("\n")}`]),
    ...(parts.length === 0 ? [] : [`Its parts, in this order:\n${parts.join("\n")}`]),
    ...(command === undefined ? [] : [`It is tested by: ${command}`]),
  ];
}

/** Parts of a task are no tasks of their own: whoever does the task does them. */
function partsOf(map: MapNode, findings: Findings): string[] {
  const node = filled(map, "subtasks");
  const items = node?.kind === "list" ? node.items : [];
  return items.flatMap((item) => {
    const part = asMap(item);
    if (!part) return textsUnder(item, findings).map((text) => `- ${text}`);
    const id = scalarText(filled(part, "id"), findings);
    const title = firstText(part, ["title", "name", "description"], findings);
    const more = firstText(part, ["details", "description"], findings);
    const line = [id, title].filter((each) => each !== undefined).join(" ");
    return [`- ${line}${more === undefined || more === title ? "" : `: ${more}`}`];
  });
}

const CRITERIA = ["acceptanceCriteria", "success_criteria", "successCriteria"];

function criteria(map: MapNode, findings: Findings): string[] {
  const node =
    under(map, ["acceptance_criteria", "acceptance"], findings) ??
    CRITERIA.map((key) => filled(map, key)).find((each) => each !== undefined);
  return textsUnder(node, findings);
}

const FILES = ["files", "files_to_modify", "file", "target_file", "files_created"];

/** Where the paths of a task stand, if it has any. */
export const filesAt = (map: MapNode): Node | undefined =>
  FILES.map((key) => filled(map, key)).find((each) => each !== undefined);

/** Paths as lists of tasks have them: after `Create:` and the like, before the lines that are meant. */
function filesOf({ map }: Listed, findings: Findings): string[] {
  const node = filesAt(map);
  const lists = node?.kind === "map" ? node.entries.map(({ value }) => value) : [node];
  const paths = lists.flatMap((each) => textsUnder(each, findings)).map(pathIn);
  return [...new Set(paths.filter((path) => path !== ""))];
}

const pathIn = (text: string): string =>
  text
    .replace(/^(?:create|modify|update|add|test|edit|delete)s?:\s*/i, "")
    .replaceAll("`", "")
    .replace(/\s+\(.*\)$/, "")
    .replace(/:\d+(?:-\d+)?$/, "")
    .trim();

const cut = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : text;

/** The same text in a prompt, of which nothing is an expression. */
export const plain = (text: string): string => text.replaceAll("${{", () => "$${{");
