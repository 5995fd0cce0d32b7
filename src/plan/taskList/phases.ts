import { phaseId } from "../../core/ids.ts";
import type { Phase } from "../../core/plan.ts";
import { defined } from "../build/defined.ts";
import type { ListedIn, Need, PhaseDraft, TaskDraft } from "../build/draft.ts";
import { readGate } from "../build/gate.ts";
import { sharing } from "../build/sharing.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import { asBoolean, asText, get, placeOf } from "../syntax/tree.ts";
import type { MapNode, ScalarNode } from "../syntax/tree.ts";
import type { LinkedPhase, LinkedTask } from "./link.ts";
import { openList } from "./open.ts";
import type { OpenList } from "./open.ts";
import { Specs } from "./specs.ts";
import { taskOfList } from "./task.ts";
import type { ListAround } from "./task.ts";
import { whoDoes } from "./who.ts";
import type { TaskAround } from "../build/task.ts";
import { readNamedText } from "../build/namedText.ts";

/** What reading a list needs beside the map in which it is named. */
export interface PhasesAround extends TaskAround {
  /** Agents that the plan defines. */
  readonly known: ReadonlySet<string>;
  /** What a person should know of what was made of lists. */
  readonly notes: Set<string>;
}

/** `phases: { from: docs/office/tasks.yaml, … }`: the phases of a list of tasks, each as one of the plan. */
export function phasesOfList(map: MapNode, around: PhasesAround): PhaseDraft[] {
  const at = get(map, "from");
  const list = asText(at) === undefined ? undefined : openList(at as ScalarNode, around);
  if (!list) return [];
  const reader = new ListReader(list, map, at as ScalarNode, around);
  const phases = list.phases.filter((phase) => reader.isLeft(phase));
  if (phases.length === 0 && list.findings.errors === 0)
    nothingLeft(list, at as ScalarNode, around);
  return phases.map((phase) => reader.phase(phase));
}

/** `tasks: { from: docs/office/tasks.yaml#setup, … }`: those of one phase of it. */
export function tasksOfList(
  map: MapNode,
  around: PhasesAround,
): { readonly tasks: readonly TaskDraft[]; readonly listed?: ListedIn } {
  const at = get(map, "from") as ScalarNode;
  checkKeys(map, around);
  const list = openList(at, around);
  const phase = list && onePhase(list, at, around);
  if (!phase) return { tasks: [] };
  const reader = new ListReader(list, map, at, around);
  const tasks = reader.tasks(phase);
  if (tasks.length === 0 && around.findings.errors === 0) nothingLeft(list, at, around);
  const waits = reader.waits(phase).map(({ name }) => name);
  return { tasks, listed: { path: list.path, phase: phase.name, waits } };
}

/** Keys that mean something to tasks of an expression's value only. */
const NOT_OF_FILES = [
  "id",
  "run",
  "outputs",
  "acceptance",
  "files",
  "scope",
  "description",
  "domain",
  "complexity",
];

function checkKeys(map: MapNode, { findings }: PhasesAround): void {
  for (const key of NOT_OF_FILES) {
    if (!get(map, key)) continue;
    const message = `${quoted(key)} of tasks that a file lists stands in that file`;
    findings.error(placeOf(map, key), "misplaced-key", message);
  }
}

function nothingLeft({ path }: OpenList, at: ScalarNode, { findings }: PhasesAround): void {
  findings.error(at, "empty-list", `nothing is left to be done in ${quoted(path)}`);
}

function onePhase(
  { phases, phase: wanted, path }: OpenList,
  at: ScalarNode,
  { findings }: PhasesAround,
): LinkedPhase | undefined {
  const names = phases.map(({ name }) => name);
  if (wanted === undefined) {
    if (phases.length === 1) return phases[0];
    const message = `${quoted(path)} has several phases: say which one, such as ${quoted(`${path}#${names[0]}`)}`;
    findings.error(at, "ambiguous", message, `there are: ${names.join(", ")}`);
    return undefined;
  }
  const phase = phases.find(({ name, id }) => name === wanted || id === wanted);
  if (!phase) {
    const hint = (): string | undefined => didYouMean(wanted, names, "there are");
    findings.error(at, "unknown-phase", `${quoted(path)} has no phase ${quoted(wanted)}`, hint);
  }
  return phase;
}

/** Makes phases and tasks of the plan of those of a list. */
class ListReader {
  readonly #list: OpenList;
  readonly #around: PhasesAround;
  readonly #map: MapNode;
  readonly #at: ScalarNode;
  readonly #specs: Specs;
  readonly #ofTasks: ListAround;

  constructor(list: OpenList, map: MapNode, at: ScalarNode, around: PhasesAround) {
    this.#list = list;
    for (const note of list.progress?.notes ?? []) around.notes.add(note);
    this.#around = around;
    this.#map = map;
    this.#at = at;
    const spec = get(map, "spec");
    const path = asText(spec);
    const named = path === undefined ? undefined : { path, at: spec! };
    this.#specs = new Specs(list.path, named, at, around);
    const prompt = readNamedText(get(map, "prompt"), around);
    this.#ofTasks = { ...around, map, at, prompt };
  }

  /** Whether anything of a phase is still to be done. */
  isLeft(phase: LinkedPhase): boolean {
    return phase.done === undefined && phase.tasks.some(({ done }) => done === undefined);
  }

  phase(listed: LinkedPhase): PhaseDraft {
    const around = this.#around;
    this.#noteNames(listed, "phase");
    const tasks = sharing(this.tasks(listed), this.#map, around.findings);
    const gate = readGate(get(this.#map, "gate"), around);
    const needs = this.#needsOf(listed);
    const phase: Phase = defined({
      id: phaseId(listed.id),
      title: listed.title ?? (listed.id === listed.name ? undefined : listed.name),
      dependsOn: needs.map(({ name }) => phaseId(name)),
      when: "success" as const,
      checkpoint: asBoolean(get(this.#map, "checkpoint")) ?? true,
      context: asText(get(this.#map, "context")) as Phase["context"],
      gate: gate?.gate,
      tasks: tasks.map(({ task }) => task),
      workspace: asText(get(this.#map, "workspace")) as Phase["workspace"],
    });
    const own = { phase, name: listed.id, id: listed.id, at: this.#at, needs, when: "success" };
    const workspace = get(this.#map, "workspace");
    return { ...own, tasks, env: [], takes: [], gives: [], gate, workspace };
  }

  /** Those tasks of a phase that are still to be done. */
  tasks(phase: LinkedPhase): readonly TaskDraft[] {
    const { notes } = this.#around;
    const left = phase.tasks.filter(({ done }) => done === undefined && phase.done === undefined);
    for (const task of phase.tasks) {
      const done = task.done ?? phase.done;
      if (done !== undefined) notes.add(`${task.name} is left out: the list says ${done}`);
    }
    const file = this.#specFile(phase);
    const ids = new Map(left.map(({ name, id }) => [name, id]));
    return left.flatMap((task) => this.#task(task, phase, file, ids) ?? []);
  }

  #task(
    task: LinkedTask,
    phase: LinkedPhase,
    file: string | undefined,
    ids: ReadonlyMap<string, string>,
  ): TaskDraft | undefined {
    const { known, notes, specialists } = this.#around;
    const { findings } = this.#list;
    this.#noteNames(task, "task");
    const otherwise = asText(get(this.#map, "agent"));
    const hands = { known, otherwise, specialists: specialists !== undefined, at: this.#at };
    const doer =
      task.command === undefined
        ? whoDoes(task, phase, hands, this.#around, findings, notes)
        : undefined;
    const isNobodys = doer === undefined && task.command === undefined;
    if (isNobodys && task.imported === undefined) return undefined;
    const spec = file === undefined ? undefined : this.#specs.partOf(task, file);
    if (spec?.source.includes(", the whole file"))
      notes.add(`${task.name} is given ${spec.source}`);
    const isBound = this.#list.progress === undefined;
    return taskOfList(task, phase, { doer, spec, ids, isBound }, this.#ofTasks, findings);
  }

  #specFile(phase: LinkedPhase): string | undefined {
    const spec = get(this.#map, "spec");
    if (spec?.kind === "scalar" && spec.value === false) return undefined;
    if (!spec && this.#list.progress) return undefined;
    const number = this.#list.phases.indexOf(phase) + 1;
    const file = this.#specs.fileOf(phase, number);
    if (file === undefined) {
      this.#around.notes.add(`no specification was found for the phase ${phase.name}`);
    }
    return file;
  }

  /** What a phase waits for, as the list names it; where nothing is left of that, what that would wait for. */
  waits(phase: LinkedPhase): Need[] {
    const needs = phase.needs.flatMap((need): Need[] => {
      const other = this.#named(need);
      return this.isLeft(other) ? [need] : this.waits(other);
    });
    return [...new Map(needs.map((need) => [need.name, need])).values()];
  }

  /** The same as needs of the plan's phase. */
  #needsOf(phase: LinkedPhase): Need[] {
    const { notes } = this.#around;
    for (const { phase: other, task, on } of phase.because)
      notes.add(`${phase.name} waits for ${other}, because ${task} depends on ${on}`);
    return this.waits(phase).map((need) => {
      if (need.implied)
        notes.add(`${phase.name} says nothing of what it depends on, and comes after ${need.name}`);
      return { ...need, name: this.#named(need).id, at: this.#at };
    });
  }

  /** The phase that a need names: there is one, or the list would be in error. */
  #named(need: Need): LinkedPhase {
    return this.#list.phases.find(({ name }) => name === need.name)!;
  }

  #noteNames({ name, id, map }: LinkedPhase | LinkedTask, what: "phase" | "task"): void {
    const { notes } = this.#around;
    if (name !== id) notes.add(`the ${what} ${quoted(name)} is called ${id} here`);
    const branch = get(map, "branch");
    if (branch)
      notes.add(
        `the list's branches are not used: each phase has one of its own until it is merged`,
      );
  }
}
