import { phaseId } from "../../core/ids.ts";
import type { Phase } from "../../core/plan.ts";
import { quoted } from "../schema/words.ts";
import { asBoolean, asList, asMap, asText, get, placeOf } from "../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import { readArtifacts } from "./artifacts.ts";
import type { PhaseDraft, TaskDraft } from "./draft.ts";
import { envOf, readEnv } from "./env.ts";
import { readGate } from "./gate.ts";
import { handIn } from "./handIn.ts";
import { after, readNeeds } from "./needs.ts";
import { readDuration } from "./settings.ts";
import { sharing } from "./sharing.ts";
import { readTask } from "./task.ts";
import { readTasksFrom } from "./tasksFrom.ts";
import { waitAcross } from "../taskList/across.ts";
import { isListFile } from "../taskList/listFile.ts";
import { phasesOfList, tasksOfList } from "../taskList/phases.ts";
import type { PhasesAround } from "../taskList/phases.ts";

const LONGEST = 30 * 86_400_000;

/** Keys that a phase has only in place of a task, and `defaults`, too; a `timeout` beside `tasks` is its own. */
const OF_TASKS = ["retry", "cwd", "continue_on_error", "max_output", "grace"];

/** The same that only a task has. */
const OF_ONE_TASK = ["outputs", "acceptance", "check", "files", "scope", "domain", "complexity"];

/** The phases of a plan; one without an id is left out, the schema has reported it. */
export function readPhases(node: Node | undefined, around: PhasesAround): PhaseDraft[] {
  const list = asMap(node);
  if (list) return phasesOfList(list, around);
  const phases: PhaseDraft[] = [];
  for (const item of asList(node)?.items ?? []) {
    const map = asMap(item);
    const id = map && get(map, "id");
    const name = asText(id);
    if (map && name !== undefined)
      phases.push(readPhase(map, name, id as ScalarNode, phases.at(-1), around));
  }
  return waitAcross(phases, around.notes);
}

function readPhase(
  map: MapNode,
  name: string,
  at: ScalarNode,
  before: PhaseDraft | undefined,
  around: PhasesAround,
): PhaseDraft {
  const { findings } = around;
  const needs = readNeeds(get(map, "depends_on")) ?? after(before, at);
  const env = readEnv(get(map, "env"), findings);
  const when = (asText(get(map, "when")) ?? "success") as Phase["when"];
  const takes = readNeeds(get(map, "needs")) ?? [];
  const hears = readNeeds(get(map, "summaries")) ?? [];
  const gives = readArtifacts(get(map, "produces"), around);
  const context = asText(get(map, "context")) as Phase["context"];
  const inPhase = get(map, "tasks") ? withPipeline(map, around) : around;
  const listed = listedIn(map, inPhase);
  const from = listed ? undefined : readTasksFrom(map, name, inPhase);
  const gate = readGate(get(map, "gate"), around);
  const timeout = { least: 1, most: LONGEST };
  const written = listed?.tasks ?? readTasks(map, name, at, inPhase);
  const tasks = sharing(handIn(written, gives), map, findings);
  const phase: Phase = defined({
    id: phaseId(name),
    title: asText(get(map, "title")),
    dependsOn: needs.map((need) => phaseId(need.name)),
    when,
    checkpoint: asBoolean(get(map, "checkpoint")) ?? true,
    env: envOf(env),
    needs: takes.length === 0 ? undefined : takes.map((each) => each.name),
    summaries: hears.length === 0 ? undefined : hears.map((each) => phaseId(each.name)),
    produces: gives.length === 0 ? undefined : gives.map((each) => each.spec),
    context,
    gate: gate?.gate,
    timeoutMs: get(map, "tasks") && readDuration(map, "timeout", timeout, findings),
    tasks: tasks.map((each) => each.task),
    tasksFrom: from?.tasksFrom,
    details: asText(get(map, "details")) as Phase["details"],
    workspace: asText(get(map, "workspace")) as Phase["workspace"],
  });
  const workspace = get(map, "workspace");
  const more = { gate, from, workspace, listed: listed?.listed };
  return { phase, name, id: name, at, needs, when, tasks, env, takes, hears, gives, ...more };
}

/** Its tasks, where they are those of a list that is a file. */
function listedIn(map: MapNode, around: PhasesAround): ReturnType<typeof tasksOfList> | undefined {
  const tasks = asMap(get(map, "tasks"));
  const from = tasks && asText(get(tasks, "from"));
  return from !== undefined && isListFile(from) ? tasksOfList(tasks!, around) : undefined;
}

/** What a phase of several tasks says of their pipelines; that of a single one is the task's own. */
const withPipeline = (map: MapNode, around: PhasesAround): PhasesAround => ({
  ...around,
  pipelines: [...(around.pipelines ?? []), get(map, "pipeline")],
});

/** The tasks of a phase, or the one task that its `run` stands for. */
function readTasks(map: MapNode, name: string, at: ScalarNode, around: PhasesAround): TaskDraft[] {
  const { findings } = around;
  const list = get(map, "tasks");
  const single = ["run", "agent", "prompt", "kind", "instructions"].find((key) => get(map, key));
  if (single !== undefined) {
    if (list) {
      const message = `a phase has either "tasks" or ${quoted(single)}, not both`;
      findings.error(placeOf(map, single), "ambiguous", message);
      return [];
    }
    return [readTask(map, { name, at, needs: [], shorthand: true }, around)];
  }
  if (!list) {
    const message = `the phase ${quoted(name)} needs "tasks", "run", or "agent" and "prompt"`;
    findings.error(at, "missing-key", message);
  }
  for (const key of [...OF_TASKS, ...OF_ONE_TASK]) {
    if (!get(map, key)) continue;
    const hint = OF_ONE_TASK.includes(key)
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
    tasks.push(readTask(task, { name: ofTask, at: id!, needs, shorthand: false }, around));
  }
  return tasks;
}
