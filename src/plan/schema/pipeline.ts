import { z } from "zod";
import { command, duration } from "./common.ts";

const model = z.string().min(1).optional().meta({ title: "the name of a model" });

export const models = z
  .strictObject({
    "write-test": model,
    implement: model,
    "review-spec": model,
    "review-quality": model,
  })
  .meta({
    id: "Models",
    title: "models: { write-test, implement, review-spec, review-quality }",
    description: "Models for single stages, over those of the agents.",
  });

const skip = z
  .strictObject({
    skip: z.string().min(1).meta({
      title: "text: why not",
      description: "It is kept with the run.",
    }),
  })
  .meta({ title: "{ skip: why }" });

const reviewer = (what: string) =>
  z
    .union([z.boolean(), z.string().min(1)])
    .optional()
    .meta({
      title: "true, false or the name of an agent",
      description: `Whether and by whom ${what}; true (the default): the task's own agent, which may then only read.`,
    });

const rounds = (description: string) =>
  z.int().min(0).max(100).optional().meta({ title: "a whole number from 0 to 100", description });

const members = z
  .strictObject({
    tdd: z.union([z.boolean(), skip]).optional().meta({
      title: "true, false or { skip: why }",
      description:
        "A failing test comes first: Pawl sees it fail, and sees it pass after the work. Default false. A task skips what the plan asks for with a reason.",
    }),
    test: command
      .optional()
      .describe(
        "The command that runs the tests. Must pass after the work; with tdd, fail before it.",
      ),
    test_timeout: duration.optional().describe("How long that may take. Default 10m, at most 1d."),
    review_spec: reviewer("each acceptance criterion is judged"),
    review_quality: reviewer("the code is judged"),
    review: z.enum(["fresh", "inline"]).optional().meta({
      title: "fresh or inline",
      description:
        "fresh (the default): reviewers know nothing of how the work came to be. inline: they go on in the session that did it.",
    }),
    rounds: rounds("How often each stage may send the work back. Default 3."),
    retry_limit: rounds("Another name for rounds."),
    models: models.optional(),
  })
  .meta({ title: "a pipeline" });

/** What the work of an agent's task goes through. */
export const pipeline = z.union([z.enum(["tdd"]), z.literal(false), members]).meta({
  id: "Pipeline",
  title: "tdd, false or a pipeline: { tdd, test, review_spec, review_quality, rounds, … }",
  description:
    "The stages of an agent's task: test, work, reviews, commit. What a task says comes before what its phase says, and that before the plan's defaults.",
  examples: ["tdd", { tdd: true, test: "npm test" }, false],
});
