import { phaseId, taskId } from "../../../core/ids.ts";
import type { PhaseId, TaskId } from "../../../core/ids.ts";
import { Findings } from "../../findings.ts";
import { readText } from "../../syntax/read.ts";
import type { Listed } from "../listed.ts";
import { readProgress } from "./read.ts";

/** A phase of a PROGRESS.json, and where its entry begins in the text. */
export interface PlacedPhase {
  readonly id: PhaseId;
  /** As the file refers to it. */
  readonly name: string;
  /** The number that it has there, or its place from 1. */
  readonly number: number;
  readonly start: number;
  readonly tasks: readonly PlacedTask[];
}

export interface PlacedTask {
  readonly id: TaskId;
  /** As the file calls it; where another has that name too, behind its phase's. */
  readonly name: string;
  readonly start: number;
}

/** Where the entries of phases and tasks stand in a text; none where it cannot be read. */
export function placesIn(text: string): PlacedPhase[] {
  const findings = new Findings(text, "");
  const root = readText(text, findings);
  const phases = findings.errors === 0 ? readProgress(root, findings)?.phases : undefined;
  return (phases ?? []).map((phase, index) => ({
    id: phaseId(phase.id),
    name: phase.name,
    number: numberOf(phase) ?? index + 1,
    start: phase.map.start,
    tasks: phase.tasks.map((task) => ({
      id: taskId(task.id),
      name: task.name,
      start: task.map.start,
    })),
  }));
}

const numberOf = ({ name }: Listed): number | undefined =>
  /^\d{1,15}$/.test(name) ? Number(name) : undefined;
