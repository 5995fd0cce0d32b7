import { taskId } from "../../core/ids.ts";
import type { Task, TaskSettings, When } from "../../core/plan.ts";
import { compileExpression, mentions } from "../expression.ts";
import type { Findings } from "../findings.ts";
import { asList, asText, get, placeOf, written } from "../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import { readAgentTask } from "./agentTask.ts";
import { defined } from "./defined.ts";
import type { Need, TaskDraft } from "./draft.ts";
import { envOf, readEnv } from "./env.ts";
import type { Around } from "./namedText.ts";
import { readManual } from "./manualTask.ts";
import { readNeeds } from "./needs.ts";
import { readPipeline } from "./pipeline.ts";
import type { PipelineAround } from "./pipeline.ts";
import { withSpecialist } from "./routedTask.ts";
import type { RoutingAround } from "./routedTask.ts";
import { readScope } from "./scope.ts";
import { forAgents, readSettings } from "./settings.ts";
import { refuseChecks, withChecks } from "./taskChecks.ts";

/** What reading a task needs beside its map. */
export interface TaskAround extends Around, PipelineAround, RoutingAround {
  readonly defaults: TaskSettings;
  /** The map of the plan's defaults, where it has one. */
  readonly settings?: MapNode | undefined;
}

interface Identity {
  readonly name: string;
  readonly at: Node;
  readonly needs: readonly Need[];
  /** The map is a phase's: `when`, `env` and `description` in it are the phase's own. */
  readonly shorthand: boolean;
}

/** A task, of its own map or of its phase's. */
export function readTask(map: MapNode, identity: Identity, around: TaskAround): TaskDraft {
  const { name, at, needs, shorthand } = identity;
  const { defaults, findings } = around;
  const run = scalarOf(get(map, "run"));
  const when = shorthand ? undefined : readWhen(get(map, "when"));
  const env = shorthand ? [] : readEnv(get(map, "env"), findings);
  const instructions = readManual(map, around);
  const asked = instructions === undefined ? readAgentTask(map, around) : undefined;
  const agent = withSpecialist(asked, map, identity, around);
  if (instructions === undefined && !run && !agent && !get(map, "run")) missing(map, findings);
  // In a phase of a single task `produces` is the phase's own.
  const gives = shorthand ? undefined : readNeeds(get(map, "produces"));
  const byKind = agent ? forAgents(defaults, around.settings) : {};
  const pipeline = agent && readPipeline(map, agent.task.agent, around, findings);
  if (!agent && instructions === undefined) checkOfAgents(map, shorthand, findings);
  if (!agent) refuseChecks(map, findings);
  const members = {
    id: taskId(name),
    dependsOn: needs.map((need) => taskId(need.name)),
    when,
    env: envOf(env),
    produces: gives?.map((each) => each.name),
    outputs: asList(get(map, "outputs"))?.items.flatMap((item) => asText(item) ?? []),
    description: asText(get(map, "description")),
    ...byKind,
    ...readSettings(map, { ...defaults, ...byKind }, findings),
    scope: readScope(map, findings),
    pipeline: agent ? withChecks(pipeline?.pipeline, map, findings) : undefined,
  };
  const task: Task = agent
    ? defined({ ...members, kind: "agent" as const, ...agent.task })
    : instructions !== undefined
      ? defined({ ...members, kind: "manual" as const, instructions })
      : defined({
          ...members,
          kind: "command" as const,
          run: run ? written(run, findings.text) : "",
        });
  return {
    task,
    name,
    id: name,
    at,
    needs,
    run,
    condition: when?.type === "expression" ? scalarOf(get(map, "when")) : undefined,
    env,
    cwd: get(map, "cwd"),
    gives,
    pipeline,
    scope: get(map, "files") ?? get(map, "scope"),
    ...(agent ? { agent: agent.draft } : {}),
    ...(when ? { when: when.type } : {}),
  };
}

/** A command goes through no stages; what a phase says is for those of its tasks that do. */
function checkOfAgents(map: MapNode, shorthand: boolean, findings: Findings): void {
  const pipeline = get(map, "pipeline");
  if (!pipeline || (pipeline.kind === "scalar" && pipeline.value === false)) return;
  const message = `"pipeline" is for the work of agents, and this ${shorthand ? "phase" : "task"} is a command`;
  findings.error(placeOf(map, "pipeline"), "misplaced-key", message);
}

function missing(map: MapNode, findings: Findings): void {
  const at = map.entries[0]?.at ?? map;
  const hint = 'add "run": a shell command; or "agent" and "prompt"';
  findings.error(at, "missing-key", 'a task needs "run", or "agent" and "prompt"', hint);
}

const scalarOf = (node: Node | undefined): ScalarNode | undefined =>
  node?.kind === "scalar" && node.value !== null ? node : undefined;

function readWhen(node: Node | undefined): When | undefined {
  const scalar = scalarOf(node);
  if (!scalar || typeof scalar.value === "number") return undefined;
  const source = String(scalar.value);
  if (source === "success" || source === "failure" || source === "always") return { type: source };
  const compiled = compileExpression(source);
  const readsTasks = compiled.ok && mentions(compiled.expression, "tasks");
  return { type: "expression", source, readsTasks };
}
