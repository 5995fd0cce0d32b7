import { z } from "zod";
import { command, id, ids, size } from "./common.ts";
import { ofRouting } from "./specialists.ts";

/** What makes a task one that an agent carries out; in a phase of a single task it stands in the phase. */
export const agentTask = {
  agent: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: "the name of an agent",
      description:
        "Who carries it out: one of `agents`, a file .claude/agents/<name>.md beside the plan, or a driver. Left out: one of `specialists`.",
      examples: ["builder", "claude"],
    }),
  prompt: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: "a prompt, or a file that holds it",
      description:
        "What the agent is asked to do, with ${{ expressions }}; or the path of a file that ends in .md, .txt or .prompt.",
      examples: ["prompts/build.md"],
    }),
  acceptance: z
    .array(z.string().min(1).meta({ title: "text" }))
    .optional()
    .meta({
      title: "a list of texts",
      description: "What must hold for the work to be done; the agent is told.",
    }),
  check: z
    .union([z.string().min(1), z.boolean(), z.array(command).min(1)])
    .optional()
    .meta({
      title: "a shell command, or a list of them",
      description:
        "What must pass for the work to be done: Pawl runs it where the task works. If it fails, the agent is sent back with what it wrote.",
      examples: ["npm run lint", ["npm run lint", "npm test"]],
    }),
  ...ofRouting,
};

/** Of a task. */
export const produces = ids
  .optional()
  .describe("Artifacts of its phase that it hands in. Default: all, where it is the only one.");

const artifactMembers = z
  .strictObject({
    schema: z.union([z.string().min(1), z.boolean(), z.record(z.string(), z.unknown())]).meta({
      title: "the path of a JSON Schema, or a JSON Schema",
      description: "What the artifact must fit.",
    }),
    max_size: size
      .optional()
      .describe("How large it may be, as canonical JSON. Default 8KiB, at most 1MiB."),
  })
  .meta({ id: "ArtifactMembers", title: "an artifact" });

/** A map is a schema as it stands unless it has a key `schema`. */
const artifact = z
  .union([z.string().min(1), z.boolean(), z.record(z.string(), z.unknown()), artifactMembers])
  .meta({
    id: "Artifact",
    title: "the path of a JSON Schema, a JSON Schema, or { schema, max_size }",
    examples: ["schemas/alignment.json", { schema: "schemas/plan.json", max_size: "16KB" }],
  });

/** What a phase takes from earlier phases and hands on to later ones. */
export const phaseArtifacts = {
  context: z.enum(["task", "phase"]).optional().meta({
    title: "task or phase",
    description:
      "Whether each agent task begins afresh (the default), or all of the phase share one session of their agent, one after another.",
  }),
  needs: ids
    .optional()
    .describe("Artifacts of phases before it that its tasks are given; nothing else reaches them."),
  summaries: ids
    .optional()
    .describe(
      "Phases before it whose summaries, of 800 characters at most, its agents are given; the phase itself: what its tasks before have come to.",
    ),
  produces: z.record(id, artifact).optional().meta({
    title: "a map of artifacts, each with its JSON Schema",
    description: "What the phase hands on.",
  }),
};
