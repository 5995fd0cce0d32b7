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
import { filled } from "./entry.ts";
import type { LinkedPhase, LinkedTask } from "./link.ts";
import { asked, plain } from "./prompt.ts";

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
const OF_TASKS = [
  "env",
  "pipeline",
  "timeout",
  "retry",
  "cwd",
  "continue_on_error",
  "max_output",
  "grace",
];

interface Given {
  readonly agent: string;
  readonly spec: Pipeline["spec"];
  /** Ids of the tasks of its phase that are left, by their names. */
  readonly ids: ReadonlyMap<string, string>;
}

/** A task of a list as one of the plan: as if the plan had it, with the settings that the plan gives them all. */
export function taskOfList(
  task: LinkedTask,
  phase: LinkedPhase,
  { agent, spec, ids }: Given,
  around: ListAround,
  findings: Findings,
): TaskDraft {
  const { at, prompt } = around;
  const { description, acceptance, ...texts } = asked(task, phase, findings);
  const files = texts.files.filter((path) => {
    const before = findings.errors;
    insidePath(path, filled(task.map, "files")!, findings);
    return findings.errors === before;
  });
  const words = prompt === undefined ? texts.prompt : `${texts.prompt}\n\n${prompt.text}`;
  const map = mapOf(at, [
    ["description", scalar(at, description)],
    ["agent", scalar(at, agent)],
    ["prompt", scalar(at, words)],
    ["acceptance", acceptance.length === 0 ? undefined : list(at, acceptance)],
    ["files", files.length === 0 ? undefined : list(at, files)],
    ...OF_TASKS.map((key) => [key, get(around.map, key)] as const),
  ]);
  const needs = task.needs.flatMap((need) => {
    const id = ids.get(need.name);
    return id === undefined ? [] : [{ ...need, name: id, at }];
  });
  const draft = readTask(map, { name: task.id, at, needs, shorthand: false }, around);
  const members = { ...draft.task, id: taskId(task.id) };
  // Only what the plan's author wrote is looked into for expressions.
  const by = draft.agent && { by: draft.agent.by, prompt };
  return { ...draft, task: withSpec(members, spec), ...(by ? { agent: by } : {}) };
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

function mapOf(
  at: Node,
  members: readonly (readonly [key: string, value: Node | undefined])[],
): MapNode {
  const entries: Entry[] = members.flatMap(([key, value]) => (value ? [{ key, at, value }] : []));
  return { kind: "map", entries, start: at.start, end: at.end };
}
