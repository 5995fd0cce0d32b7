import { z } from "zod";
import { agentTask, phaseArtifacts, produces } from "./agentTask.ts";
import { command, env, flag, id, ids, text } from "./common.ts";
import { gate } from "./gate.ts";
import { pipeline } from "./pipeline.ts";
import { outputs, settings } from "./settings.ts";
import { details } from "./details.ts";
import { manualTask, phaseWorkspace, scopeMembers } from "./workspace.ts";

const OUTCOMES = ["success", "failure", "always"] as const;

const taskWhen = z.union([z.string().min(1), z.boolean()]).meta({
  title: "success, failure, always or an expression",
  description:
    "Runs once all it depends on has settled: when that succeeded (the default), when some of it failed, always, or when a CEL expression is true.",
  examples: ["success", "failure", "always", 'tasks["lint"].status == "failed"'],
});

const task = z
  .strictObject({
    id: id.describe("Unique within its phase."),
    run: command.optional().describe("Shell text, given to /bin/sh -c as it stands."),
    ...agentTask,
    pipeline: pipeline.optional(),
    ...manualTask,
    ...scopeMembers,
    produces,
    description: text.optional().describe("For people."),
    depends_on: ids.optional().describe("Tasks of this phase that must settle first."),
    when: taskWhen.optional(),
    env: env.optional().describe("Environment of this task, over that of the phase and the plan."),
    ...settings,
    outputs,
  })
  .meta({
    id: "Task",
    title: "a task",
    oneOf: [
      { required: ["run"] },
      { required: ["prompt"] },
      { required: ["kind", "instructions"] },
    ],
  });

const listFile = {
  title: "the path of a list of tasks",
  examples: ["docs/office/tasks.yaml"],
};

const spec = z
  .union([z.literal(false), z.string().min(1)])
  .optional()
  .meta({
    title: "a folder, a file that ends in .md, or false",
    description:
      "Where the specification of a list's phases is: <folder>/phase_<number>_<name>/spec.md, or one file. Default: spec.",
  });

const listPrompt = agentTask.prompt.describe(
  "What the agents are asked to do; of a list of tasks that is a file, what they are told besides.",
);

const tasksFrom = z
  .strictObject({
    from: z
      .string()
      .min(1)
      .meta({
        title: "an expression, or the path of a list of tasks",
        description:
          "CEL over params, inputs and the artifacts that the phase needs, whose value is a list: a task is made of each entry when the phase is opened. Or a file of tasks, with the phase of it that is meant after a #.",
        examples: ["artifacts.alignment_state.approved_tasks", "docs/office/tasks.yaml#setup"],
      }),
    id: id
      .optional()
      .describe(
        "The tasks' ids begin with it where an entry is no id by itself. Default: the phase's id.",
      ),
    spec,
    run: command.optional().describe("Shell text; the entry reaches it by env: { from: item }."),
    ...agentTask,
    prompt: listPrompt,
    pipeline: pipeline.optional(),
    ...scopeMembers,
    description: text.optional().describe("For people."),
    env: env.optional().describe("Environment of these tasks; an expression may read item."),
    ...settings,
    outputs,
  })
  .meta({ id: "TasksFrom", title: "tasks of a list: { from, agent, prompt }" });

/** All phases of a plan, of a list of tasks that is a file. */
export const phasesFrom = z
  .strictObject({
    from: z
      .string()
      .min(1)
      .meta({
        ...listFile,
        description:
          "A file with phases[], features[] or tasks[], each with its tasks: each becomes a phase of the plan.",
      }),
    spec,
    agent: agentTask.agent.describe(
      "Who does the tasks for which the list names nobody who is here.",
    ),
    prompt: listPrompt,
    pipeline: pipeline.optional(),
    env: env.optional().describe("Environment of all tasks."),
    gate: gate.optional().describe("What must hold of each phase."),
    workspace: phaseWorkspace,
    context: phaseArtifacts.context,
    checkpoint: flag("A restore point is recorded before each phase. Default true."),
    ...settings,
  })
  .meta({ id: "PhasesFrom", title: "phases of a list: { from, agent, pipeline, … }" });

export const phase = z
  .strictObject({
    id: id.describe("Unique within the plan."),
    title: text.optional().describe("The phase's name for people."),
    description: text.optional().describe("For people."),
    depends_on: ids
      .optional()
      .describe("Phases that must settle first. Left out: the phase before this one. []: none."),
    when: z.enum(OUTCOMES).optional().meta({
      title: "success, failure or always",
      description:
        "Runs once all it depends on has settled: when that succeeded (the default), when some of it failed, or always.",
    }),
    checkpoint: flag("A restore point is recorded before the phase starts. Default true."),
    env: env.optional().describe("Environment of this phase's tasks, over that of the plan."),
    order: z.enum(["parallel", "sequence"]).optional().meta({
      title: "parallel or sequence",
      description:
        "In a sequence each task that says nothing of what it depends on depends on the one before. Default parallel.",
    }),
    tasks: z
      .union([z.array(task).min(1), tasksFrom])
      .optional()
      .meta({
        title: "a list of one task or more",
        description:
          "What the phase consists of, or the list that its tasks are made of. A phase of a single command may say `run` instead.",
      }),
    gate: gate.optional().describe("What must hold before what depends on the phase goes on."),
    run: command
      .optional()
      .describe("Short for a single task with the phase's id; its settings stand beside it."),
    ...agentTask,
    pipeline: pipeline.optional(),
    ...manualTask,
    ...scopeMembers,
    workspace: phaseWorkspace,
    details,
    ...phaseArtifacts,
    ...settings,
    outputs,
  })
  .meta({
    id: "Phase",
    title: "a phase",
    oneOf: [
      { required: ["tasks"] },
      { required: ["run"] },
      { required: ["prompt"] },
      { required: ["kind", "instructions"] },
    ],
  });
