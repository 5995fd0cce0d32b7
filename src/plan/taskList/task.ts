import { taskId } from "../../core/ids.ts";
import type { Task } from "../../core/plan.ts";
import type { Pipeline } from "../../core/pipeline.ts";
import type { TaskDraft } from "../build/draft.ts";
import { insidePath } from "../build/insidePaths.ts";
import type { NamedText } from "../build/namedText.ts";
import { readTask } from "../build/task.ts";
import type { TaskAround } from "../build/task.ts";
import type { Findings } from "../findings.ts";
import { get } from "../syntax/tree.ts";
import type { Entry, ListNode, MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import { listedWords } from "./domain.ts";
import type { LinkedPhase, LinkedTask } from "./link.ts";
import { asked, filesAt, plain } from "./prompt.ts";
import type { Doer } from "./who.ts";

/** What a plan says of all tasks of a list. */
export interface ListAround extends TaskAround {
  /** The map in which the list is named. */
  readonly map: MapNode;
  /** Where it is named: the place of all that comes from the list. */
  readonly at: Node;
  /** Said to each task's agent after what the list says. */
  readonly prompt: NamedText | undefined;
}

/** Keys of that map that are each task's. */
const OF_TASKS = ["env", "timeout", "retry", "cwd", "continue_on_error", "max_output", "grace"];
const OF_AGENTS_TASKS = [...OF_TASKS, "pipeline"];

interface Given {
  /** Missing for a command, and where it was done before and nobody here is to do it again: then that is a person. */
  readonly doer: Doer | undefined;
  readonly spec: Pipeline["spec"];
  /** Ids of the tasks of its phase that are left, by their names. */
  readonly ids: ReadonlyMap<string, string>;
  /** The files that it names are all that it may change. */
  readonly isBound: boolean;
}

/** A task of a list as one of the plan: as if the plan had it, with the settings that the plan gives them all. */
export function taskOfList(
  task: LinkedTask,
  phase: LinkedPhase,
  { doer, spec, ids, isBound }: Given,
  around: ListAround,
  findings: Findings,
): TaskDraft {
  const { at, prompt } = around;
  const { description, acceptance, ...texts } = asked(task, phase, findings);
  const about = { title: `${task.name} ${description}`, text: texts.text, files: texts.files };
  const files = isBound ? insideFiles(task, texts.files, findings) : [];
  const words = prompt === undefined ? texts.prompt : `${texts.prompt}\n\n${prompt.text}`;
  const byAgent = (who: Doer): Members => [
    ["agent", "agent" in who ? scalar(at, who.agent) : undefined],
    ["prompt", scalar(at, words)],
    ["acceptance", acceptance.length === 0 ? undefined : list(at, acceptance)],
    ["files", files.length === 0 ? undefined : list(at, files)],
    ...settings(OF_AGENTS_TASKS, around.map),
  ];
  const byPerson: Members = [
    ["kind", scalar(at, "manual")],
    ["instructions", scalar(at, words)],
  ];
  const byCommand = (command: string): Members => [
    ["run", scalar(at, command)],
    ...settings(OF_TASKS, around.map),
  ];
  const how =
    task.command !== undefined
      ? byCommand(task.command)
      : doer === undefined
        ? byPerson
        : byAgent(doer);
  const map = mapOf(at, [["description", scalar(at, description)], ...how]);
  const needs = task.needs.flatMap((need) => {
    const id = ids.get(need.name);
    return id === undefined ? [] : [{ ...need, name: id, at }];
  });
  const subject = {
    ...about,
    ...listedWords(task, doer, findings),
    criteria: acceptance.length,
    dependencies: needs.length,
  };
  const own = { name: task.id, at, needs, shorthand: false };
  const draft = readTask(map, own, { ...around, subject });
  const imported = task.imported === undefined || around.fresh ? {} : { imported: true as const };
  const members: Task = { ...draft.task, ...imported, id: taskId(task.id) };
  // Only what the plan's author wrote is looked into for expressions.
  const by = draft.agent && { by: draft.agent.by, prompt };
  return { ...draft, task: withSpec(members, spec), ...(by ? { agent: by } : {}) };
}

function insideFiles(
  task: LinkedTask,
  files: readonly string[],
  findings: Findings,
): readonly string[] {
  return files.filter((path) => {
    const before = findings.errors;
    insidePath(path, filesAt(task.map)!, findings);
    return findings.errors === before;
  });
}

/** The part of the specification goes with the stages; where there are none, it stands in the prompt. */
function withSpec(task: Task, spec: Pipeline["spec"]): Task {
  if (!spec || task.kind !== "agent") return task;
  if (task.pipeline) return { ...task, pipeline: { ...task.pipeline, spec } };
  return {
    ...task,
    prompt: `${task.prompt}\n\n## Specification (${spec.source})\n\n${plain(spec.text)}`,
  };
}

const scalar = ({ start, end }: Node, value: string): ScalarNode => ({
  kind: "scalar",
  value,
  start,
  end,
});

const list = (at: Node, values: readonly string[]): ListNode => ({
  kind: "list",
  items: values.map((value) => scalar(at, value)),
  start: at.start,
  end: at.end,
});

const settings = (keys: readonly string[], map: MapNode): Members =>
  keys.map((key) => [key, get(map, key)]);

type Members = readonly (readonly [key: string, value: Node | undefined])[];

function mapOf(at: Node, members: Members): MapNode {
  const entries: Entry[] = members.flatMap(([key, value]) => (value ? [{ key, at, value }] : []));
  return { kind: "map", entries, start: at.start, end: at.end };
}
