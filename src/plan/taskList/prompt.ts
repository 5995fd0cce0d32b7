import { scalarText, filled, textsUnder, under } from "./entry.ts";
import type { Findings } from "../findings.ts";
import type { Listed, ListedPhase } from "./listed.ts";

/** What a task of a list asks for. */
export interface Asked {
  /** In one line. */
  readonly description: string;
  readonly prompt: string;
  readonly acceptance: readonly string[];
  readonly files: readonly string[];
}

const LONGEST = 200;

/** The texts of a task. Nothing in them is an expression: they are no plan's. */
export function asked(task: Listed, phase: ListedPhase, findings: Findings): Asked {
  const title = scalarText(filled(task.map, "title") ?? filled(task.map, "name"), findings);
  const text = scalarText(filled(task.map, "description"), findings);
  const description = cut((title ?? text ?? task.name).split("\n")[0]!.trim());
  const more = text !== undefined && text !== description ? [text] : [];
  const files = filesOf(task, findings);
  const about = files.length === 0 ? [] : [`Files that it is about: ${files.join(", ")}.`];
  const name = phase.title ?? phase.name;
  const words = [
    ...more,
    `This is the task ${task.name} of ${name}. Do all that it asks for, and nothing beyond it.`,
    ...about,
  ];
  const acceptance = textsUnder(
    under(task.map, ["acceptance_criteria", "acceptance"], findings),
    findings,
  );
  return { description, prompt: plain(words.join("\n\n")), acceptance, files };
}

/** Paths as lists of tasks have them: after `Create:` and the like, before the lines that are meant. */
function filesOf({ map }: Listed, findings: Findings): string[] {
  const node = filled(map, "files");
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
