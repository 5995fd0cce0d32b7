import type { Pipeline } from "../../core/pipeline.ts";
import { get } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import type { AgentDraft, PhaseDraft, TaskDraft } from "./draft.ts";
import type { Specialists } from "./specialists.ts";

/**
 * Gives routed tasks the model that their complexity asks for: the plan gets an agent more for each specialist and
 * model. An agent for which the plan itself names a model keeps that one.
 */
export function withModels(
  phases: readonly PhaseDraft[],
  agents: readonly AgentDraft[],
  specialists: Specialists | undefined,
): { readonly phases: readonly PhaseDraft[]; readonly agents: readonly AgentDraft[] } {
  if (!specialists) return { phases, agents };
  const models = new Models(agents, specialists.models);
  const changed = phases.map((phase) => withTasks(phase, (task) => models.give(task)));
  return { phases: changed, agents: models.agents };
}

function withTasks(draft: PhaseDraft, change: (task: TaskDraft) => TaskDraft): PhaseDraft {
  const tasks = draft.tasks.map(change);
  const phase = { ...draft.phase, tasks: tasks.map(({ task }) => task) };
  if (!draft.from) return { ...draft, tasks, phase };
  const made = change(draft.from.draft);
  const tasksFrom = { ...draft.from.tasksFrom, template: made.task };
  return {
    ...draft,
    tasks,
    from: { ...draft.from, draft: made, tasksFrom },
    phase: { ...phase, tasksFrom },
  };
}

class Models {
  readonly #agents: Map<string, AgentDraft>;
  readonly #models: Specialists["models"];
  /** Ids of agents that were made, by the names of what they were made of. */
  readonly #made = new Map<string, string>();

  constructor(agents: readonly AgentDraft[], models: Specialists["models"]) {
    this.#agents = new Map(agents.map((each) => [each.name, each]));
    this.#models = models;
  }

  get agents(): readonly AgentDraft[] {
    return [...this.#agents.values()];
  }

  give(draft: TaskDraft): TaskDraft {
    const { task } = draft;
    if (task.kind !== "agent" || !task.routed) return draft;
    const base = this.#agents.get(task.agent);
    const model = this.#models[task.routed.complexity];
    if (!base || model === undefined || (base.map && get(base.map, "model"))) return draft;
    const agent = base.agent.model === model ? base.name : this.#withModel(base, model);
    const routed = { ...task.routed, model };
    const { pipeline } = task;
    const more = pipeline ? { pipeline: reviewedBy(pipeline, base.name, agent) } : {};
    return { ...draft, task: { ...task, agent, routed, ...more } };
  }

  /** The same specialist with another model, called after both. */
  #withModel(base: AgentDraft, model: string): string {
    const of = JSON.stringify([base.name, model]);
    const made = this.#made.get(of);
    if (made !== undefined) return made;
    const name = `${base.name}.${model.replace(/[^A-Za-z0-9_.-]+/g, "-")}`;
    let id = name;
    for (let number = 2; this.#agents.has(id); number++) id = `${name}.${number}`;
    this.#made.set(of, id);
    this.#agents.set(id, { ...base, name: id, agent: { ...base.agent, id, model } });
    return id;
  }
}

/** Where a task's own agent reviews, it does so with the task's model. */
function reviewedBy(pipeline: Pipeline, before: string, now: string): Pipeline {
  const own = (name: string | undefined): string | undefined => (name === before ? now : name);
  const { reviewSpec, reviewQuality, ...rest } = pipeline;
  return defined({ ...rest, reviewSpec: own(reviewSpec), reviewQuality: own(reviewQuality) });
}
