import { z } from "zod";
import { MOST_DEPTH, MOST_WORKERS } from "../../core/workers.ts";
import { tokens } from "./budget.ts";
import { duration } from "./common.ts";

/** Under an agent: whom it may have look things up. */
export const workers = z
  .strictObject({
    agent: z.string().min(1).meta({
      title: "the name of an agent",
      description: "Which agent they all are; it must be read-only.",
    }),
    max: z
      .int()
      .min(1)
      .max(MOST_WORKERS)
      .optional()
      .meta({
        title: `a whole number from 1 to ${MOST_WORKERS}`,
        description: "How many one attempt may ask for in all. Default 8.",
      }),
    parallel: z
      .int()
      .min(1)
      .max(MOST_WORKERS)
      .optional()
      .meta({
        title: `a whole number from 1 to ${MOST_WORKERS}`,
        description:
          "How many are at work side by side for whoever asked; apart from `concurrency`. Default 3.",
      }),
    depth: z
      .int()
      .min(1)
      .max(MOST_DEPTH)
      .optional()
      .meta({
        title: `a whole number from 1 to ${MOST_DEPTH}`,
        description: "1: workers ask for none themselves (the default).",
      }),
    timeout: duration.optional().describe("How long one may take. Default 120s."),
    tokens: tokens
      .optional()
      .describe("No further one is started when all of an attempt have used up so many."),
  })
  .meta({ id: "Workers", title: "workers: a map with the agent that they are" });
