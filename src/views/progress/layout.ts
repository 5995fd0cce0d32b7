import type { PhaseId, TaskId } from "../../core/ids.ts";
import type { JsonPath } from "../json/read.ts";

/** Where the phases and tasks of a run stand in a PROGRESS.json. */
export interface ProgressLayout {
  readonly phases: readonly LaidPhase[];
}

export interface LaidPhase {
  readonly id: PhaseId;
  /** As the file refers to it. */
  readonly name: string;
  /** The number that it has there, or its place from 1. */
  readonly number: number;
  readonly path: JsonPath;
  readonly tasks: readonly LaidTask[];
}

export interface LaidTask {
  readonly id: TaskId;
  /** As the file calls it. */
  readonly name: string;
  readonly path: JsonPath;
}

/** Whose a field of the file is: the file's own, a phase's, or a task's as `phase/task`. */
export type Owner = "" | (string & {});

/** Where the entry of an owner stands; undefined where the file has none. */
export function pathOf(layout: ProgressLayout, owner: Owner): JsonPath | undefined {
  if (owner === "") return [];
  const known = PATHS.get(layout) ?? pathsOf(layout);
  PATHS.set(layout, known);
  return known.get(owner);
}

/** Of layouts that were asked for one. */
const PATHS = new WeakMap<ProgressLayout, ReadonlyMap<Owner, JsonPath>>();

const pathsOf = ({ phases }: ProgressLayout): ReadonlyMap<Owner, JsonPath> =>
  new Map(
    phases.flatMap((phase) => [
      [phase.id as Owner, phase.path] as const,
      ...phase.tasks.map((each) => [`${phase.id}/${each.id}`, each.path] as const),
    ]),
  );
