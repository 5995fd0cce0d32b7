import type { Need } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { found, quoted } from "../schema/words.ts";
import { get } from "../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import { filled, idOf, leftOut, mapsIn, namesUnder, scalarText, under } from "./entry.ts";
import { fitId } from "./fitId.ts";

/** A phase or task of a list, as it is written there. */
export interface Listed {
  readonly name: string;
  /** The name as Pawl can have it. */
  readonly id: string;
  readonly at: ScalarNode;
  readonly map: MapNode;
  /** What it says it depends on. */
  readonly needs: readonly Need[];
  /** The word by which it says that no more is to be done, where it does. */
  readonly done: string | undefined;
  /** Of a PROGRESS.json: the word by which it says that it is done. It is in the plan all the same. */
  readonly imported?: string;
  /** Of a PROGRESS.json: the command that it is, in place of work for an agent. */
  readonly command?: string;
}

export interface ListedPhase extends Listed {
  readonly title: string | undefined;
  /** Whether it says what it depends on, if only that it is nothing. */
  readonly says: boolean;
  readonly tasks: readonly Listed[];
}

/** A file of tasks as other tools write it: `phases[]`, `features[]`, or a flat `tasks[]`. */
export interface TaskList {
  readonly phases: readonly ListedPhase[];
  readonly project: string | undefined;
  /** There where it is a PROGRESS.json. */
  readonly progress?: {
    readonly notes: readonly string[];
    /** How much of it is to be worked on at a time, where it says that. */
    readonly concurrency: number | undefined;
  };
}

/** What a flat list is called, as the one phase that it is. */
const FLAT = "tasks";

/** The phases and tasks of a list's text; what is wrong with it is reported of that text. */
export function readList(root: Node | undefined, findings: Findings): TaskList | undefined {
  if (!root) {
    findings.error(undefined, "file-empty", "this file is empty");
    return undefined;
  }
  const tasks = root.kind === "list" ? root : root.kind === "map" ? get(root, "tasks") : undefined;
  const grouped =
    root.kind === "map" ? (filled(root, "phases") ?? filled(root, "features")) : undefined;
  if (!grouped && !tasks) {
    const message = `a list of tasks has "phases", "features" or "tasks"; this is ${found(root, findings.text)}`;
    findings.error(root.kind === "map" ? root.entries[0]?.at : root, "wrong-value", message);
    return undefined;
  }
  const project =
    root.kind === "map"
      ? scalarText(filled(root, "project") ?? filled(root, "name"), findings)
      : undefined;
  const phases = grouped
    ? mapsIn(grouped, "the phases", findings).flatMap((map) => readPhase(map, findings))
    : [flat(tasks!, findings)];
  return { phases, project };
}

function readPhase(map: MapNode, findings: Findings): ListedPhase[] {
  const listed = readListed(map, "phase", findings);
  if (!listed) return [];
  const tasks = filled(map, "tasks");
  if (!tasks) {
    const message = `the phase ${quoted(listed.name)} has no "tasks"`;
    findings.error(listed.at, "missing-key", message);
  }
  const title = scalarText(filled(map, "name") ?? filled(map, "title"), findings);
  const says = [...KEYS].some((key) => get(map, key) !== undefined);
  return [{ ...listed, title, says, tasks: readTasks(tasks, findings) }];
}

const KEYS = ["depends_on", "dependencies"] as const;

function flat(tasks: Node, findings: Findings): ListedPhase {
  const at: ScalarNode = { kind: "scalar", value: FLAT, start: tasks.start, end: tasks.start + 1 };
  const map: MapNode = { kind: "map", entries: [], start: tasks.start, end: tasks.end };
  const own = { name: FLAT, id: FLAT, at, map, needs: [], done: undefined };
  return { ...own, title: undefined, says: true, tasks: readTasks(tasks, findings) };
}

const readTasks = (node: Node | undefined, findings: Findings): Listed[] =>
  mapsIn(node, "the tasks", findings).flatMap((map) => readListed(map, "task", findings) ?? []);

function readListed(map: MapNode, kind: "phase" | "task", findings: Findings): Listed | undefined {
  const own = idOf(map, kind, findings);
  if (!own) return undefined;
  const id = fitId(own.name, kind);
  if (id === undefined) {
    const message = `nothing of ${quoted(own.name)} can be an id`;
    findings.error(own.at, "bad-id", message, 'use letters, digits, "_", "-" and "."');
    return undefined;
  }
  const needs = namesUnder(under(map, KEYS, findings), findings);
  return { ...own, id, map, needs, done: leftOut(map, findings) };
}
