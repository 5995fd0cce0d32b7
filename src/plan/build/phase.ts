import { phaseId } from "../../core/ids.ts";
import type { Phase, TaskSettings } from "../../core/plan.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { asBoolean, asList, asMap, asText, get, placeOf } from "../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import type { Need, PhaseDraft, TaskDraft } from "./draft.ts";
import { envOf, readEnv } from "./env.ts";
import { readTask } from "./task.ts";

/** Keys that a phase has only in place of a task. */
const OF_TASK = ["timeout", "retry", "cwd", "continue_on_error", "max_output", "grace", "outputs"];

interface Surroundings {
  readonly defaults: TaskSettings;
  readonly findings: Findings;
}

/** The phases of a plan; one without an id is left out, the schema has reported it. */
export function readPhases(node: Node | undefined, around: Surroundings): PhaseDraft[] {
  const phases: PhaseDraft[] = [];
  for (const item of asList(node)?.items ?? []) {
    const map = asMap(item);
    const id = map && get(map, "id");
    const name = asText(id);
    if (map && name !== undefined)
      phases.push(readPhase(map, name, id as ScalarNode, phases.at(-1), around));
  }
  return phases;
}

function readPhase(
  map: MapNode,
  name: string,
  at: ScalarNode,
  before: PhaseDraft | undefined,
  around: Surroundings,
): PhaseDraft {
  const { findings } = around;
  const needs = readNeeds(get(map, "depends_on")) ?? after(before, at);
  const env = readEnv(get(map, "env"), findings);
  const when = (asText(get(map, "when")) ?? "success") as Phase["when"];
  const tasks = readTasks(map, name, at, around);
  const phase: Phase = defined({
    id: phaseId(name),
    title: asText(get(map, "title")),
    dependsOn: needs.map((need) => phaseId(need.name)),
    when,
    checkpoint: asBoolean(get(map, "checkpoint")) ?? true,
    env: envOf(env),
    tasks: tasks.map((each) => each.task),
  });
  return { phase, name, id: name, at, needs, when, tasks, env };
}

/** The tasks of a phase, or the one task that its `run` stands for. */
function readTasks(
  map: MapNode,
  name: string,
  at: ScalarNode,
  { defaults, findings }: Surroundings,
): TaskDraft[] {
  const list = get(map, "tasks");
  if (get(map, "run")) {
    if (list) {
      findings.error(
        placeOf(map, "run"),
        "ambiguous",
        'a phase has either "tasks" or "run", not both',
      );
      return [];
    }
    return [readTask(map, { name, at, needs: [], shorthand: true }, defaults, findings)];
  }
  if (!list) findings.error(at, "missing-key", `the phase ${quoted(name)} needs "tasks" or "run"`);
  for (const key of OF_TASK) {
    if (!get(map, key)) continue;
    const hint =
      key === "outputs"
        ? "give it to a task"
        : 'give it to the tasks, or to all of the plan under "defaults"';
    findings.error(
      placeOf(map, key),
      "misplaced-key",
      `${quoted(key)} is a task's, not a phase's`,
      hint,
    );
  }
  const sequence = asText(get(map, "order")) === "sequence";
  const tasks: TaskDraft[] = [];
  for (const item of asList(list)?.items ?? []) {
    const task = asMap(item);
    const id = task && get(task, "id");
    const ofTask = asText(id);
    if (!task || ofTask === undefined) continue;
    const needs = readNeeds(get(task, "depends_on")) ?? (sequence ? after(tasks.at(-1), id!) : []);
    tasks.push(
      readTask(task, { name: ofTask, at: id!, needs, shorthand: false }, defaults, findings),
    );
  }
  return tasks;
}

/** What stands under `depends_on`, each name once; undefined where nothing does. */
export function readNeeds(node: Node | undefined): Need[] | undefined {
  const nodes =
    node?.kind === "list" ? node.items : node && asText(node) !== undefined ? [node] : undefined;
  if (!nodes) return undefined;
  const needs = new Map<string, Need>();
  for (const each of nodes) {
    const name = asText(each);
    if (name !== undefined && !needs.has(name)) needs.set(name, { name, at: each, implied: false });
  }
  return [...needs.values()];
}

const after = (before: { readonly name: string } | undefined, at: Node): Need[] =>
  before ? [{ name: before.name, at, implied: true }] : [];
