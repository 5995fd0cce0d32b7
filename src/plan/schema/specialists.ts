import { z } from "zod";
import { COMPLEXITIES, DOMAINS } from "../../core/routing.ts";

const oneOf = (words: readonly string[]): string =>
  words.join(", ").replace(/, ([^,]*)$/, " or $1");

const specialist = (what: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({
      title: "the name of an agent",
      description: `Who does ${what}: one of \`agents\`, a file of .claude/agents, or a driver. Default: l2-<domain>-specialist, where there is one; else the general one.`,
    });

const model = (what: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ title: "the name of a model", description: `The model of ${what} tasks.` });

const domain = z.enum(DOMAINS).meta({
  title: oneOf(DOMAINS),
  description: "What the task is about, which says who does it.",
});

const rule = z
  .strictObject({
    domain,
    files: z
      .array(z.string().min(1).meta({ title: "a glob" }))
      .optional()
      .meta({
        title: "a list of globs",
        description: "It fits tasks that are about one of these files.",
      }),
    words: z
      .array(z.string().min(1).meta({ title: "text" }))
      .optional()
      .meta({
        title: "a list of texts",
        description: "It fits tasks whose id, description or prompt says one of these words.",
      }),
  })
  .meta({
    id: "RoutingRule",
    title: "a rule: { domain, files, words }",
    minProperties: 2,
  });

/** Who does the tasks that name no agent. */
export const specialists = z
  .strictObject({
    frontend: specialist("what is seen and clicked"),
    backend: specialist("servers, data and what is called"),
    testing: specialist("tests"),
    deployment: specialist("what builds, ships and runs it"),
    general: specialist("all else, and what nobody else is there for"),
    models: z
      .strictObject({ simple: model("simple"), complex: model("complex") })
      .optional()
      .meta({
        title: "models: { simple, complex }",
        description: "Models by complexity, for agents that name none under `agents`.",
      }),
    rules: z.array(rule).optional().meta({
      title: "a list of rules",
      description:
        "Which domain tasks are of; the first that fits counts, before Pawl's own rules.",
    }),
  })
  .meta({
    id: "Specialists",
    title: "specialists: { frontend, backend, testing, deployment, general, models, rules }",
    description: "Who does the tasks that have a prompt and name no agent.",
  });

/** Of a task that names no agent. */
export const ofRouting = {
  domain: domain.optional(),
  complexity: z
    .enum(COMPLEXITIES)
    .optional()
    .meta({
      title: oneOf(COMPLEXITIES),
      description: "How much of a model it needs, in place of what Pawl would say.",
    }),
};
