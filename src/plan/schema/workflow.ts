import { z } from "zod";
import { command, schemaKey } from "./common.ts";

const workflowPhase = z
  .strictObject({
    name: z.string().min(1).meta({ title: "text", description: "Unique within the workflow." }),
    command: command.describe("Shell text, given to /bin/sh -c as it stands."),
    timeout: z.int().min(1).max(2_592_000).optional().meta({
      title: "a whole number of seconds from 1 to 2592000",
      description: "How many seconds one try may take. Default 300.",
    }),
    retry_count: z.int().min(1).max(1_000).optional().meta({
      title: "a whole number from 1 to 1000: tries in all",
      description: "Tries in all, the first included. Default 3.",
    }),
    depends_on: z
      .array(z.string().meta({ title: "the name of a phase" }))
      .optional()
      .meta({
        title: "a list of names of phases",
        description: "Phases that must complete first. Default: none.",
      }),
    checkpoint: z.boolean().optional().meta({
      title: "true or false",
      description: "A restore point is recorded before the phase starts. Default true.",
    }),
  })
  .meta({ id: "WorkflowPhase", title: "a phase" });

/** The workflow JSON of the workflow-orchestrator skill, as it stands. */
export const workflow = z
  .strictObject({
    $schema: schemaKey,
    workflow_id: z.string().min(1).meta({ title: "text", description: "The workflow's name." }),
    phases: z.array(workflowPhase).min(1).meta({
      title: "a list of one phase or more",
      description: "Each is one command.",
    }),
    state_backend: z.enum(["json", "sqlite", "redis"]).optional().meta({
      title: "json, sqlite or redis",
      description: "Where the journals of runs live. Default json.",
    }),
    checkpoint_interval: z.int().min(1).optional().meta({
      title: "a whole number from 1 on",
      description: "A restore point at every n-th phase that has one. Default 1.",
    }),
  })
  .meta({ id: "Workflow", title: "the workflow" });
