import { z } from "zod";
import { agent } from "./agent.ts";
import { runBudget } from "./budget.ts";
import { command, duration, env, id, schemaKey, text } from "./common.ts";
import { details } from "./details.ts";
import { context } from "./context.ts";
import { github } from "./github.ts";
import { inputs } from "./inputs.ts";
import { phase, phasesFrom } from "./phase.ts";
import { models, pipeline } from "./pipeline.ts";
import { settings } from "./settings.ts";
import { specialists } from "./specialists.ts";
import { mirror, workspace } from "./workspace.ts";

const paramValue = z.union([z.string(), z.number(), z.boolean()]);

const paramMembers = z
  .strictObject({
    type: z.enum(["string", "number", "boolean"]).optional().meta({
      title: "string, number or boolean",
      description: "Default: the type of the default, else string.",
    }),
    default: paramValue.optional().meta({
      title: "text, a number, true or false",
      description: "Without a default, a run must be given the parameter.",
    }),
    description: text.optional().describe("For people."),
    choices: z
      .array(z.union([z.string(), z.number()]).meta({ title: "text or a number" }))
      .min(1)
      .optional()
      .meta({ title: "a list of one value or more", description: "The values it may take." }),
  })
  .meta({ title: "a parameter" });

const param = z
  .union([z.string(), z.number(), z.boolean(), paramMembers])
  .meta({ id: "Param", title: "a default value, or { type, default, description, choices }" });

const notifyOn = z
  .enum(["waiting", "blocked", "failed", "completed"])
  .meta({ title: "waiting, blocked, failed or completed" });

const notify = z
  .strictObject({
    on: z
      .union([notifyOn, z.array(notifyOn).min(1)])
      .optional()
      .meta({
        title: "waiting, blocked, failed or completed, or a list of these",
        description: "When to tell. Default: on all of them.",
      }),
    run: command
      .optional()
      .describe("Shell text to run; PAWL_NOTIFY_TEXT and its like tell it the news."),
    webhook: z
      .string()
      .regex(/^https?:\/\/\S+$/)
      .optional()
      .meta({
        title: "an http or https address",
        description: "An address to which the news is posted as JSON.",
      }),
    timeout: duration.optional().describe("How long telling may take. Default 10s, at most 10m."),
  })
  .meta({
    id: "Notify",
    title: "a notification",
    oneOf: [{ required: ["run"] }, { required: ["webhook"] }],
  });

export const plan = z
  .strictObject({
    $schema: schemaKey,
    pawl: z.literal(1).meta({
      title: "1 (the version of the plan format)",
      description: "The version of the plan format.",
    }),
    name: z.string().min(1).meta({ title: "text", description: "The plan's name for people." }),
    description: text.optional().describe("For people."),
    params: z.record(id, param).optional().meta({
      title: "a map of parameters",
      description: "What a run can be given with --param name=value.",
    }),
    inputs: inputs.optional(),
    state: z
      .string()
      .regex(/^(?:json|sqlite|redis|rediss?:\/\/\S+)$/)
      .optional()
      .meta({
        title: "json, sqlite or redis://host:port/database",
        description: "Where the journals of runs live. Default json.",
      }),
    concurrency: z.int().min(1).max(256).optional().meta({
      title: "a whole number from 1 to 256",
      description: "How many attempts run side by side. Default 4.",
    }),
    on_failure: z.enum(["continue", "stop"]).optional().meta({
      title: "continue or stop",
      description:
        "After a failure: go on with what does not depend on it (the default), or start nothing new.",
    }),
    env: env.optional().describe("Environment of all tasks."),
    defaults: z
      .strictObject({ ...settings, pipeline: pipeline.optional() })
      .optional()
      .meta({
        title: "a map of settings",
        description: "Settings of tasks that do not set them for themselves.",
      }),
    workspace: workspace
      .optional()
      .describe("Where phases work, and where their work goes. Default: in the plan's folder."),
    models: models.optional(),
    details,
    context: context
      .optional()
      .describe("What is done where a session takes up much of its model's window."),
    mirror: mirror.optional().describe("Files that are kept like those of other tools."),
    github: github.optional(),
    budget: runBudget
      .optional()
      .describe("What the run as a whole may use, over all its agents and resumes."),
    notify: z.array(notify).optional().meta({
      title: "a list of notifications",
      description: "Whom to tell how a run fares. It never stops a run.",
    }),
    agents: z.record(id, agent).optional().meta({
      title: "a map of agents",
      description: "Coding agents that tasks name.",
    }),
    specialists: specialists.optional(),
    phases: z.union([z.array(phase).min(1), phasesFrom]).meta({
      title: "a list of one phase or more",
      description: "The stages of the plan, or the list of tasks that they are made of.",
    }),
  })
  .meta({ id: "Plan", title: "the plan" });
